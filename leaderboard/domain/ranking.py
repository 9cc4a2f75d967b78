"""Ranking: standings of one board, overall and per dimension, at full precision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

COMPLETENESS_NEEDED = 0.99
"""Share of planned judgements a submission needs to be ranked; below it is listed, not ranked."""

OVERALL = ""
"""The column of the overall score; the other columns bear their dimension's name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A scored submission: mean per column (a missing one is None), and how much of the plan was judged."""

    key: str
    means: Mapping[str, float | None]
    planned: int
    judged: int

    @property
    def completeness(self) -> float:
        return self.judged / self.planned if self.planned else 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry's place: rank per column (None: not ranked there), and why it is not ranked, if so."""

    entry: Entry
    ranks: Mapping[str, int | None]
    unranked_reason: str


def standings(entries: Iterable[Entry], columns: Sequence[str]) -> list[Standing]:
    """Rank all entries per column; ties share a rank (1, 1, 3), a missing score is never ranked.

    The list is ordered by overall rank, unranked entries last, then by key.
    """
    listed = list(entries)
    rankable = [entry for entry in listed if not _unranked_reason(entry)]
    ranks = {column: _column_ranks(rankable, column) for column in columns}
    result = [
        Standing(entry, {column: ranks[column].get(entry.key) for column in columns}, _unranked_reason(entry))
        for entry in listed
    ]
    return sorted(result, key=lambda s: (s.ranks[OVERALL] or len(listed) + 1, s.entry.key))


def _column_ranks(entries: Iterable[Entry], column: str) -> dict[str, int]:
    scored = [(mean, entry.key) for entry in entries if (mean := entry.means.get(column)) is not None]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    ranks: dict[str, int] = {}
    for position, (mean, key) in enumerate(scored, start=1):
        tied = position > 1 and scored[position - 2][0] == mean
        ranks[key] = ranks[scored[position - 2][1]] if tied else position
    return ranks


def _unranked_reason(entry: Entry) -> str:
    if entry.means.get(OVERALL) is None:
        return "no picture could be scored"
    if entry.completeness < COMPLETENESS_NEEDED:
        return f"only {entry.judged} of {entry.planned} planned judgements are there (99 % are needed)"
    return ""
