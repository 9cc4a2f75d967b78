"""How completely a judge answered: shares of "not applicable" and of missing verdicts at every level of the rubric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import LEVELS, ScorePath


@dataclass(frozen=True, slots=True)
class AnswerShares:
    """The shares (0 to 1) of a level's questions that do not apply, and of those without a verdict."""

    not_applicable: float
    missing: float


class AnswerTally:
    """Counts questions and answers picture by picture."""

    def __init__(self) -> None:
        self._asked: Counter[FacetPath] = Counter()
        self._missing: Counter[FacetPath] = Counter()
        self._not_applicable: Counter[FacetPath] = Counter()

    def add(self, asked: Iterable[FacetPath], verdicts: Mapping[FacetPath, Verdict]) -> None:
        """Count one picture; verdicts on facets that were not asked do not count."""
        for path in asked:
            self._asked[path] += 1
            if path not in verdicts:
                self._missing[path] += 1
            elif verdicts[path] is None:
                self._not_applicable[path] += 1

    def shares(self) -> dict[ScorePath, AnswerShares]:
        """The shares at every level with at least one question."""
        asked, missing, not_applicable = map(_at_all_levels, (self._asked, self._missing, self._not_applicable))
        return {
            path: AnswerShares(not_applicable[path] / questions, missing[path] / questions)
            for path, questions in asked.items()
        }


def _at_all_levels(counts: Counter[FacetPath]) -> Counter[ScorePath]:
    at_levels: Counter[ScorePath] = Counter()
    for path, count in counts.items():
        for depth in range(len(LEVELS)):
            at_levels[path.upto(depth)] += count
    return at_levels
