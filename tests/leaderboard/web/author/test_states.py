"""What lists say about a submission, for every outcome with everything that its author and operators can have done."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from leaderboard.models import Generator, Outcome, Submission
from leaderboard.web.author.states import state_badges

NOW = timezone.now()
_MARKS = ("public_at", "withdrawn_at", "unlisted_at", "taken_down_at", "files_deleted_at", "cancelled_at", "model")


def words(outcome: str, **marks: Any) -> list[str]:
    generator = Generator(unlisted_at=marks.pop("model", None))
    submission = Submission(generator=generator, outcome=outcome, **marks)
    return [str(badge.label) for badge in state_badges(submission)]


@pytest.mark.parametrize(
    ("outcome", "marks", "said"),
    [
        ("running", (), ["running"]),
        ("running", ("waiting_since",), ["waiting"]),
        ("running", ("taken_down_at",), ["running", "taken down"]),
        ("rejected", (), ["rejected"]),
        ("rejected", ("files_deleted_at",), ["rejected"]),
        ("failed", (), ["failed"]),
        ("failed", ("cancelled_at",), ["cancelled"]),
        ("scored", (), ["scored", "private"]),
        ("scored", ("files_deleted_at",), ["scored", "private", "pictures deleted"]),
        ("scored", ("public_at",), ["scored", "public"]),
        ("scored", ("public_at", "unlisted_at"), ["scored", "unlisted"]),
        ("scored", ("public_at", "model"), ["scored", "unlisted"]),
        ("scored", ("public_at", "withdrawn_at"), ["scored", "withdrawn"]),
        ("scored", ("public_at", "withdrawn_at", "unlisted_at"), ["scored", "withdrawn"]),
        ("scored", ("public_at", "withdrawn_at", "files_deleted_at"), ["scored", "withdrawn", "pictures deleted"]),
        ("scored", ("public_at", "taken_down_at"), ["scored", "taken down"]),
    ],
)
def test_a_submission_is_described_by_what_holds_now(outcome: str, marks: tuple[str, ...], said: list[str]) -> None:
    assert words(outcome, **dict.fromkeys(marks, NOW)) == said


def test_no_combination_calls_public_what_others_cannot_see() -> None:
    for outcome, chosen in product(Outcome.values, product((None, NOW), repeat=len(_MARKS))):
        marks = dict(zip(_MARKS, chosen, strict=True))
        said = words(outcome, **marks)
        hidden = [marks[name] for name in ("withdrawn_at", "unlisted_at", "taken_down_at", "model")]
        is_public = outcome == "scored" and marks["public_at"] is not None and not any(hidden)
        assert ("public" in said) == is_public, (outcome, marks)
        visibility = {"public", "private", "withdrawn", "unlisted", "taken down"} & set(said)
        assert len(visibility) == (1 if outcome == "scored" else int(marks["taken_down_at"] is not None))
