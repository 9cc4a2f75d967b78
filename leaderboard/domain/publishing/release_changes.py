"""Changes from one release of a board to the next, model by model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from leaderboard.domain.ranking.standings import OVERALL_COLUMN


class ChangeKind(StrEnum):
    """What happened to a model; MOVED if only its rank changed, because others did."""

    NEW = "new"
    RESUBMITTED = "resubmitted"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One model's change; ranks and means are those of the overall, None if it had or has none.

    ``generator`` is None in early releases, which do not number their generators.
    """

    kind: ChangeKind
    name: str
    generator: int | None
    submission: int
    rank_before: int | None
    rank: int | None
    mean_before: float | None
    mean: float | None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every model that changed; models that only moved come last.

    Args:
        before, after: the contents of two releases of one board.
    """
    numbered = all("id" in row["generator"] for row in (*before["rows"], *after["rows"]))
    old = {_identity(row, numbered=numbered): row for row in before["rows"]}
    changed = []
    for row in after["rows"]:
        change = _change_of(old.pop(_identity(row, numbered=numbered), None), row)
        if change is not None:
            changed.append(change)
    changed += [_change(ChangeKind.GONE, row, None) for row in old.values()]
    return sorted(changed, key=lambda change: change.kind is ChangeKind.MOVED)


def _identity(row: Mapping[str, Any], *, numbered: bool) -> tuple[Any, ...]:
    # Early releases do not number their generators; name and organisation identify them there.
    generator = row["generator"]
    return (generator["id"],) if numbered else (generator["name"], generator["organisation"])


def _change_of(old: Mapping[str, Any] | None, row: Mapping[str, Any]) -> Change | None:
    if old is None:
        return _change(ChangeKind.NEW, None, row)
    if row.get("withdrawn_at") and not old.get("withdrawn_at"):
        return _change(ChangeKind.WITHDRAWN, old, row)
    if row["submission"] != old["submission"]:
        return _change(ChangeKind.RESUBMITTED, old, row)
    change = _change(ChangeKind.MOVED, old, row)
    return change if change.rank != change.rank_before else None


def _change(kind: ChangeKind, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Change:
    shown = new or old or {}
    before, after = _overall(old), _overall(new)
    return Change(
        kind,
        shown["generator"]["name"],
        shown["generator"].get("id"),
        shown["submission"],
        before.get("rank"),
        after.get("rank"),
        before.get("mean"),
        after.get("mean"),
    )


def _overall(row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    scores: Sequence[Mapping[str, Any]] = row["scores"] if row else []
    return next((score for score in scores if score["dimension"] == OVERALL_COLUMN), {})
