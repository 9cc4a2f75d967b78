"""Compared models prompt by prompt: pictures side by side, their scores, and the verdicts that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.domain.scoring.scores import PHI
from leaderboard.domain.statistics.arrays import known
from leaderboard.models import Board, GeneratedImage, Prompt
from leaderboard.queries.comparison import Comparison
from leaderboard.queries.pictures import first_samples
from leaderboard.queries.visibility import public_images

_VERDICTS = {points: verdict for verdict, points in PHI.items()}


@dataclass(frozen=True, slots=True)
class PromptScores:
    """Every model's score on a prompt at one level; None without one."""

    path: ScorePath
    scores: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class FacetVerdicts:
    """Every model's verdict (0, 1 or 2) at one facet; None if it is missing or does not apply.

    ``scores`` are the same in points. The verdict is None, too, if those on several pictures of the prompt differ.
    """

    facet: FacetPath
    verdicts: tuple[int | None, ...]
    scores: tuple[float | None, ...]
    is_target: bool

    @property
    def cells(self) -> list[tuple[int | None, float | None]]:
        """Verdict and points of every model."""
        return list(zip(self.verdicts, self.scores, strict=True))


@dataclass(frozen=True, slots=True)
class ComparedPrompt:
    """One prompt, and every model's picture for it, the first of several (None if no picture was planned).

    ``scores`` are those of the overall, the dimensions and the level asked for; ``differing`` are the facets on which
    the judge's verdicts differ.
    """

    prompt: Prompt
    pictures: tuple[GeneratedImage | None, ...]
    scores: tuple[PromptScores, ...]
    differing: tuple[FacetVerdicts, ...]


def compared_prompts(
    board: Board,
    comparison: Comparison,
    places: Sequence[int],
    of: ScorePath,
    shown: QuerySet[GeneratedImage] | None = None,
) -> list[ComparedPrompt]:
    """The prompts at these places of the suite's order, in the order given; none if the suite is hidden.

    Args:
        of: a level whose scores are wanted too.
        shown: the pictures that the reader may see; by default those that everybody may.
    """
    if board.suite.hidden:
        return []
    prompt_ids = list(Prompt.objects.filter(suite=board.suite_id).order_by("position").values_list("pk", flat=True))
    wanted = {prompt_ids[place]: place for place in places if place < len(prompt_ids)}
    prompts = Prompt.objects.in_bulk(list(wanted))
    submission_ids = [contender.submission_id for contender in comparison.contenders]
    images = (public_images() if shown is None else shown).filter(
        submission__in=submission_ids, prompt__in=wanted, language=board.language
    )
    pictures = {(image.submission_id, image.prompt_id): image for image in first_samples(images)}
    return [
        ComparedPrompt(
            prompts[prompt_id],
            tuple(pictures.get((submission_id, prompt_id)) for submission_id in submission_ids),
            _scores(comparison, place, of),
            _differing(comparison, place, prompts[prompt_id].target_facets),
        )
        for prompt_id, place in wanted.items()
    ]


def _scores(comparison: Comparison, place: int, of: ScorePath) -> tuple[PromptScores, ...]:
    """The overall, and the dimensions and the level asked for if any of the pictures has a score there."""
    levels = (
        PromptScores(path, tuple(known(score) for score in comparison.scores[:, place, level]))
        for level, path in enumerate(comparison.levels)
        if path.depth < 2 or path == of
    )
    return tuple(level for level in levels if level.path.is_overall or any(score is not None for score in level.scores))


def _differing(comparison: Comparison, place: int, targets: frozenset[FacetPath]) -> tuple[FacetVerdicts, ...]:
    differing = []
    for level, path in enumerate(comparison.levels):
        if path.depth == FACET_DEPTH:
            scores = tuple(known(score) for score in comparison.scores[:, place, level])
            if len({score for score in scores if score is not None}) > 1:
                # A facet's score is its verdict in points, unless those of several pictures differ.
                verdicts = tuple(None if score is None else _VERDICTS.get(score) for score in scores)
                differing.append(FacetVerdicts(FacetPath(*path), verdicts, scores, path in targets))
    return tuple(differing)
