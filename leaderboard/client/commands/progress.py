"""Progress for logs: without a terminal, a line now and then instead of a bar."""

from __future__ import annotations

import time

from leaderboard.client.commands.output import err, say

_EVERY_S = 10.0


class Lines:
    """Prints a line when a stage begins, and one every ten seconds; none on a terminal or if ``quiet``."""

    def __init__(self, begins: str, *, quiet: bool) -> None:
        self._are_shown = not quiet and not err.is_terminal
        self._next = time.monotonic() + _EVERY_S
        if self._are_shown:
            say(begins)

    def show(self, text: str) -> None:
        """Print it, unless the last line is recent."""
        now = time.monotonic()
        if self._are_shown and now >= self._next:
            say(text)
            self._next = now + _EVERY_S
