"""Scores of judged pictures and of all pictures of a submission together, in one scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath, Rubric
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.answers import AnswerShares, AnswerTally
from leaderboard.domain.scoring.scores import Scope, image_scores


@dataclass(frozen=True, slots=True)
class JudgedPicture:
    """All verdicts on one picture, the dimensions that were asked about, and its prompt's target facets."""

    dimensions: tuple[str, ...]
    targets: frozenset[FacetPath]
    verdicts: Mapping[FacetPath, Verdict]


def picture_scores(picture: JudgedPicture, scope: Scope) -> dict[ScorePath, float]:
    """All levels' scores of one picture; a level without a verdict is absent."""
    return image_scores(picture.verdicts, only=picture.targets if scope is Scope.TARGET else None)


def answer_shares(pictures: Iterable[JudgedPicture], scope: Scope, rubric: Rubric) -> dict[ScorePath, AnswerShares]:
    """How many of the questions in a scope were answered, per level."""
    checklists = {name: [facet.path for facet in rubric.checklist(name)] for name in rubric.dimensions}
    tally = AnswerTally()
    for picture in pictures:
        asked = [path for dimension in picture.dimensions for path in checklists[dimension]]
        if scope is Scope.TARGET:
            asked = [path for path in asked if path in picture.targets]
        tally.add(asked, picture.verdicts)
    return tally.shares()
