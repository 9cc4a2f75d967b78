"""An operator, and actions that are tried at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.refusal import ActionRefused
from tests.leaderboard.pipeline.threads import together

ANNA = Actor("anna@example.org", 1)
WHY: dict[str, Any] = {"actor": ANNA, "reason": "our judge was away"}


def tried(action: Callable[[], str]) -> Callable[[], str]:
    """The action; returns why it was refused instead of raising."""

    def call() -> str:
        try:
            return action()
        except ActionRefused as refusal:
            return f"refused: {refusal}"

    return call


def one_of_many(action: Callable[[], str], times: int = 4) -> str:
    """Try the action several times at once; returns what the one that was not refused did."""
    done = [told for told in together([tried(action)] * times) if not told.startswith("refused: ")]
    assert len(done) == 1, done
    return done[0]
