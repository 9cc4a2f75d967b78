"""What changed between two releases, from their contents."""

from __future__ import annotations

from typing import Any

from leaderboard.domain.publishing.release_changes import Change, ChangeKind, changes


def row(number: int, submission: int, rank: int | None, mean: float | None = 50.0, **more: Any) -> dict[str, Any]:
    scores = [] if more.get("withdrawn_at") else [{"dimension": "", "rank": rank, "mean": mean}]
    return {
        "submission": submission,
        "generator": {"id": number, "name": f"Model {number}", "organisation": "Lab"},
        "scores": scores,
        **more,
    }


def content(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"rows": list(rows)}


def test_every_kind_of_change_is_named_and_what_only_moved_stands_last() -> None:
    before = content(row(1, 10, 1, 90.0), row(2, 20, 2, 80.0), row(3, 30, 3, 70.0), row(4, 40, 4, 60.0), row(5, 50, 5))
    after = content(
        row(6, 60, 1, 95.0),
        row(2, 20, 2, 80.0),
        row(4, 40, 3, 60.0),
        row(3, 31, 4, 55.0),
        row(1, 10, None, None, withdrawn_at="2026-11-24T00:00:00Z"),
    )
    assert changes(before, after) == [
        Change(ChangeKind.NEW, "Model 6", 6, 60, None, 1, None, 95.0),
        Change(ChangeKind.RESUBMITTED, "Model 3", 3, 31, 3, 4, 70.0, 55.0),
        Change(ChangeKind.WITHDRAWN, "Model 1", 1, 10, 1, None, 90.0, None),
        Change(ChangeKind.GONE, "Model 5", 5, 50, 5, None, 50.0, None),
        Change(ChangeKind.MOVED, "Model 4", 4, 40, 4, 3, 60.0, 60.0),
    ]


def test_nothing_changed() -> None:
    same = content(row(1, 10, 1), row(2, 20, None, None, withdrawn_at="2026-11-24T00:00:00Z"))
    assert changes(same, same) == []


def test_releases_from_before_generators_bore_their_number_are_told_apart_by_name() -> None:
    old = content(row(1, 10, 1))
    del old["rows"][0]["generator"]["id"]
    assert changes(old, content(row(1, 10, 1))) == []
