"""Lines for people: LOG_FORMAT=text."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from leaderboard.logs.scrubbing import Scrubber


class TextFormatter(logging.Formatter):
    """Time, level, logger and message, then what the line belongs to: ``… [submission=17 stage=judging]``."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._scrubber = Scrubber(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the traceback below it if there is one."""
        return self._scrubber.scrub(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # overrides logging.Formatter's method
        """The first line."""
        line = super().formatMessage(record)
        context = getattr(record, "context", {})
        words = " ".join(f"{name}={value}" for name, value in context.items())
        return f"{line} [{words}]" if words else line
