"""A JSON object per line, for machines: LOG_FORMAT=json. Only then is structlog loaded."""

from __future__ import annotations

import logging
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

from leaderboard.logs.scrubbing import Scrubber

Event = MutableMapping[str, Any]


def json_formatter(secrets: Iterable[str] = ()) -> logging.Formatter:
    """A formatter: timestamp (UTC), level, logger, event, what the line belongs to, and an exception's traceback."""
    scrubber = Scrubber(secrets)

    def scrub(_logger: object, _method: str, event: Event) -> Event:
        return {name: scrubber.scrub(value) if isinstance(value, str) else value for name, value in event.items()}

    formatter: logging.Formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_context,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            scrub,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    return formatter


def _add_context(_logger: object, _method: str, event: Event) -> Event:
    context = getattr(event["_record"], "context", {})
    return {**{name: _plain(value) for name, value in context.items()}, **event}


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str) else str(value)
