"""One facet of a release: the models ranked by it, the field's scores on every facet, and pictures as examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import F, QuerySet

from leaderboard.domain.ranking.field import FieldLevel
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import FACET_DEPTH, ScorePath
from leaderboard.domain.scoring.examples import pick_examples
from leaderboard.domain.scoring.scores import PHI
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.models import GeneratedImage, ImageStatus, Kind, Prompt, ReleaseScore
from leaderboard.queries.boards import ReleaseHead, field_of
from leaderboard.queries.matrices import stored_scores
from leaderboard.queries.pictures import with_verdict
from leaderboard.queries.rubric import rubric_of
from leaderboard.queries.visibility import public_images

_MODELS_LOOKED_AT = 16
_EXAMPLES = 6
_FAILS, _EXCELS = 0, 2


@dataclass(frozen=True, slots=True)
class Example:
    """A picture that shows what a verdict means."""

    image: GeneratedImage
    prompt: Prompt
    generator_id: int
    name: str
    is_target: bool


@dataclass(frozen=True, slots=True)
class Examples:
    """Pictures that excelled, of models that rank high on the facet, and pictures that failed, of models that rank low.

    Each model has at most one picture in either list.
    """

    excelled: tuple[Example, ...]
    failed: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Failures:
    """On how many prompts the judge answered the facet, and on how many of these every picture failed.

    ``image_id``: a failed picture, of a prompt that has the facet as a target if there is one; None if nobody may see
    one.
    """

    failed: int
    judged: int
    image_id: int | None


def field_by_facet(head: ReleaseHead) -> dict[ScorePath, FieldLevel]:
    """All facets in the rubric's order; empty for a release made before the facets were stored."""
    return {path: field for path, field in field_of(head).items() if path.depth == FACET_DEPTH}


def facet_scores(head: ReleaseHead, path: FacetPath) -> QuerySet[ReleaseScore]:
    """The ranked models' scores on a facet by rank, models without a score last."""
    return (
        ReleaseScore.objects.filter(
            row__release=head.release,
            row__unranked_reason="",
            **path._asdict(),
        )
        .select_related("row__submission")
        .order_by(F("rank").asc(nulls_last=True), "row__position")
    )


def facet_examples(head: ReleaseHead, path: FacetPath) -> Examples:
    """Pictures that show what the verdicts mean; none for a hidden suite.

    Prompts that have the facet as a target come first, and the pictures are of different prompts where possible.
    """
    if head.board.suite.hidden:
        return Examples((), ())
    # Imported models have no pictures here.
    scores = facet_scores(head, path).filter(rank__isnull=False).exclude(row__kind=Kind.IMPORT)
    best = list(scores[:_MODELS_LOOKED_AT])
    worst = list(scores.order_by("-rank", "-row__position")[:_MODELS_LOOKED_AT])
    prompts = list(Prompt.objects.filter(suite=head.board.suite_id).order_by("position"))
    picks = _picks(head, path, best, worst, [path in prompt.target_facets for prompt in prompts])
    wanted = {(score.row.submission_id, prompts[place].pk) for of_verdict in picks for score, place in of_verdict}
    pictures = {
        (image.submission_id, image.prompt_id): image
        for image in with_verdict(
            public_images().filter(
                submission__in={submission for submission, _prompt in wanted},
                prompt__in={prompt for _submission, prompt in wanted},
                language=head.board.language,
                status=ImageStatus.STORED,
            ),
            head.board.judge_profile_id,
            path,
            _EXCELS,
            _FAILS,
        )
    }
    return Examples(*(_examples(of_verdict, prompts, pictures, path) for of_verdict in picks))


def facet_failures(head: ReleaseHead, path: FacetPath, scores: Sequence[ReleaseScore]) -> dict[int, Failures]:
    """The failures of models by submission; none for a hidden suite, or where scores are not stored by picture."""
    if head.board.suite.hidden:
        return {}
    levels = rubric_of(head.board).levels
    matrices = stored_scores({score.row.submission_id for score in scores}, head.board.language, len(levels))
    prompts = list(Prompt.objects.filter(suite=head.board.suite_id).order_by("position"))
    by_prompt = {submission: matrix[:, levels.index(path)] for submission, matrix in matrices.items()}
    shown = {
        submission: _failed_prompt(scores_here, prompts, path)
        for submission, scores_here in by_prompt.items()
        if (scores_here == PHI[0]).any()
    }
    stored = public_images().filter(
        submission__in=shown,
        prompt__in={prompt.pk for prompt in shown.values()},
        language=head.board.language,
        status=ImageStatus.STORED,
    )
    images = with_verdict(stored, head.board.judge_profile_id, path, _FAILS)
    ids = {(submission, prompt): pk for pk, submission, prompt in images.values_list("pk", "submission", "prompt")}
    return {
        submission: Failures(
            int((scores_here == PHI[0]).sum()),
            int(np.isfinite(scores_here).sum()),
            ids.get((submission, shown[submission].pk)) if submission in shown else None,
        )
        for submission, scores_here in by_prompt.items()
    }


def _failed_prompt(scores: FloatArray, prompts: Sequence[Prompt], path: FacetPath) -> Prompt:
    """The first failed prompt, of those that have the facet as a target if there is one."""
    failed = [prompts[place] for place in np.flatnonzero(scores == PHI[0]).tolist()]
    return next((prompt for prompt in failed if path in prompt.target_facets), failed[0])


def _picks(
    head: ReleaseHead,
    path: FacetPath,
    best: Sequence[ReleaseScore],
    worst: Sequence[ReleaseScore],
    is_target: Sequence[bool],
) -> list[list[tuple[ReleaseScore, int]]]:
    """For "excel" and "fail": scores of models, each with a prompt's place in the suite."""
    levels = rubric_of(head.board).levels
    submission_ids = {score.row.submission_id for score in (*best, *worst)}
    matrices = stored_scores(submission_ids, head.board.language, len(levels))
    level, preferred = levels.index(path), np.array(is_target, dtype=np.bool_)
    picks = []
    for listed, points in ((best, PHI[2]), (worst, PHI[0])):
        models = [score for score in listed if score.row.submission_id in matrices]
        columns = [matrices[score.row.submission_id][:, level] for score in models]
        examples = pick_examples(np.array(columns), points, preferred, _EXAMPLES) if columns else []
        picks.append([(models[model], place) for model, place in examples])
    return picks


def _examples(
    picks: Sequence[tuple[ReleaseScore, int]],
    prompts: Sequence[Prompt],
    pictures: dict[tuple[int, int], GeneratedImage],
    path: FacetPath,
) -> tuple[Example, ...]:
    examples = []
    for score, place in picks:
        row, prompt = score.row, prompts[place]
        image = pictures.get((row.submission_id, prompt.pk))
        if image is not None:
            is_target = path in prompt.target_facets
            examples.append(Example(image, prompt, row.submission.generator_id, row.generator_name, is_target))
    return tuple(examples)
