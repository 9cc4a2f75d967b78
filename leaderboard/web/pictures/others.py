"""Other models' pictures for a picture's prompt, with their verdicts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.score_path import FACET_DEPTH, OVERALL, ScorePath
from leaderboard.domain.scoring.scores import PHI
from leaderboard.domain.statistics.arrays import FloatArray, known
from leaderboard.models import GeneratedImage, Kind, Prompt, ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.matrices import stored_scores
from leaderboard.queries.pictures import first_samples
from leaderboard.queries.rubric import rubric_of
from leaderboard.queries.verdicts import picture_scores_of
from leaderboard.queries.visibility import public_images

_MODELS = 5
_VERDICTS = {points: verdict for verdict, points in PHI.items()}


@dataclass(frozen=True, slots=True)
class OtherPicture:
    """Another model's picture, the first of several, its overall score (None: unknown), and the verdicts on it."""

    image: GeneratedImage
    name: str
    overall: float | None
    verdicts: Mapping[ScorePath, int]


def other_pictures(head: ReleaseHead, image: GeneratedImage) -> list[OtherPicture]:
    """The pictures of the first other models of the release's ranking; its board has the picture's suite."""
    rows = (
        ReleaseRow.objects.filter(release=head.release, unranked_reason="")
        .exclude(submission__generator=image.submission.generator_id)
        .exclude(kind=Kind.IMPORT)
        .select_related("submission")
        .order_by("position")[:_MODELS]
    )
    names = {row.submission_id: row.generator_name for row in rows}
    of_prompt = public_images().filter(prompt=image.prompt_id, language=image.language, stored__isnull=False)
    pictures = {picture.submission_id: picture for picture in first_samples(of_prompt.filter(submission__in=names))}
    several = [pictures[row.submission_id].pk for row in rows if _has_several(row) and row.submission_id in pictures]
    own_scores = picture_scores_of(several, head.board.judge_profile_id) if several else {}
    levels = rubric_of(head.board).levels
    matrices = stored_scores(list(pictures), image.language, len(levels))
    place = Prompt.objects.filter(suite=head.board.suite_id, position__lt=image.prompt.position).count()
    no_scores = np.full(len(levels), np.nan)
    by_level = {
        submission: own_scores.get(picture.pk)
        or _by_level(levels, matrices[submission][place] if submission in matrices else no_scores)
        for submission, picture in pictures.items()
    }
    return [
        _other(pictures[submission], name, by_level[submission])
        for submission, name in names.items()
        if submission in pictures
    ]


def _has_several(row: ReleaseRow) -> bool:
    """Whether the score of a prompt is not that of one picture."""
    return row.submission.pictures_per_prompt > 1


def _by_level(levels: tuple[ScorePath, ...], scores: FloatArray) -> dict[ScorePath, float]:
    return dict(zip(levels, scores.tolist(), strict=True))


def _other(image: GeneratedImage, name: str, by_level: Mapping[ScorePath, float]) -> OtherPicture:
    """A facet's score of one picture is its verdict in points."""
    verdicts = {
        path: _VERDICTS[points]
        for path, points in by_level.items()
        if path.depth == FACET_DEPTH and points in _VERDICTS
    }
    return OtherPicture(image, name, known(by_level.get(OVERALL, math.nan)), verdicts)
