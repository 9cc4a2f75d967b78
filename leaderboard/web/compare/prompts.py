"""Compared models prompt by prompt: the pictures side by side, their scores, and the verdicts that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.domain.scoring.scores import PHI
from leaderboard.models import Board, GeneratedImage, Prompt
from leaderboard.queries.comparison import Comparison

_VERDICTS = {points: verdict for verdict, points in PHI.items()}


@dataclass(frozen=True, slots=True)
class PromptScores:
    """One level's score of every model's picture; None where it has none."""

    path: ScorePath
    scores: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class FacetVerdicts:
    """One facet's verdict on every model's picture (0, 1 or 2); None where it does not apply or was not given."""

    facet: FacetPath
    verdicts: tuple[int | None, ...]
    is_target: bool


@dataclass(frozen=True, slots=True)
class ComparedPrompt:
    """One prompt with every model's picture (None: there is no row for one), the scores of overall, the dimensions and
    the level asked for, and the facets on which the judge's verdicts differ."""

    prompt: Prompt
    pictures: tuple[GeneratedImage | None, ...]
    scores: tuple[PromptScores, ...]
    differing: tuple[FacetVerdicts, ...]


def compared_prompts(board: Board, found: Comparison, places: Sequence[int], of: ScorePath) -> list[ComparedPrompt]:
    """The prompts at these places of the suite's order, in the order given; of a hidden suite none.

    Args:
        of: a level whose scores are wanted too.
    """
    if board.suite.hidden:
        return []
    keys = list(Prompt.objects.filter(suite=board.suite_id).order_by("position").values_list("pk", flat=True))
    wanted = {keys[place]: place for place in places if place < len(keys)}
    prompts = Prompt.objects.in_bulk(list(wanted))
    submissions = [one.submission_id for one in found.contenders]
    images = GeneratedImage.objects.filter(submission__in=submissions, prompt__in=wanted, language=board.language)
    pictures = {(image.submission_id, image.prompt_id): image for image in images}
    return [
        ComparedPrompt(
            prompts[key],
            tuple(pictures.get((submission, key)) for submission in submissions),
            _scores(found, place, of),
            _differing(found, place, prompts[key].target_facets),
        )
        for key, place in wanted.items()
    ]


def _scores(found: Comparison, place: int, of: ScorePath) -> tuple[PromptScores, ...]:
    """Overall, and those of the dimensions and of the level asked for in which any of the pictures has a score."""
    lines = (
        PromptScores(path, tuple(None if np.isnan(score) else float(score) for score in found.scores[:, place, level]))
        for level, path in enumerate(found.levels)
        if path.depth < 2 or path == of
    )
    return tuple(line for line in lines if line.path.is_overall or any(score is not None for score in line.scores))


def _differing(found: Comparison, place: int, targets: frozenset[FacetPath]) -> tuple[FacetVerdicts, ...]:
    lines = []
    for level, path in enumerate(found.levels):
        if path.depth == FACET_DEPTH:
            # A facet's score of one picture is its verdict in points.
            verdicts = tuple(_VERDICTS.get(float(score)) for score in found.scores[:, place, level])
            if len({verdict for verdict in verdicts if verdict is not None}) > 1:
                lines.append(FacetVerdicts(FacetPath(*path), verdicts, path in targets))
    return tuple(lines)
