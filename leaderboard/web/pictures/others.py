"""Other models' pictures for a picture's prompt, with their verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.score_path import FACET_DEPTH, OVERALL, ScorePath
from leaderboard.domain.scoring.scores import PHI
from leaderboard.domain.statistics.arrays import FloatArray, known
from leaderboard.models import GeneratedImage, Kind, Prompt, ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.matrices import stored_scores
from leaderboard.queries.rubric import rubric_of
from leaderboard.queries.visibility import public_images

_MODELS = 5
_VERDICTS = {points: verdict for verdict, points in PHI.items()}


@dataclass(frozen=True, slots=True)
class OtherPicture:
    """Another model's picture, its overall score (None: unknown), and its verdicts on the facets that have one."""

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
        .order_by("position")[:_MODELS]
    )
    names = {row.submission_id: row.generator_name for row in rows}
    of_prompt = public_images().filter(prompt=image.prompt_id, language=image.language, stored__isnull=False)
    pictures = {picture.submission_id: picture for picture in of_prompt.filter(submission__in=names)}
    levels = rubric_of(head.board).levels
    matrices = stored_scores(list(pictures), image.language, len(levels))
    place = Prompt.objects.filter(suite=head.board.suite_id, position__lt=image.prompt.position).count()
    no_scores = np.full(len(levels), np.nan)
    return [
        _other(pictures[submission], name, levels, matrices[submission][place] if submission in matrices else no_scores)
        for submission, name in names.items()
        if submission in pictures
    ]


def _other(image: GeneratedImage, name: str, levels: tuple[ScorePath, ...], scores: FloatArray) -> OtherPicture:
    """The scores are in the order of the levels. A facet's score of one picture is its verdict in points."""
    by_level = dict(zip(levels, scores.tolist(), strict=True))
    verdicts = {
        path: _VERDICTS[points]
        for path, points in by_level.items()
        if path.depth == FACET_DEPTH and points in _VERDICTS
    }
    return OtherPicture(image, name, known(by_level[OVERALL]), verdicts)
