"""Sends to Sentry what is logged as an error, with the log's lines before it.

Nothing else: the SDK's integrations would also send requests, variables and addresses of endpoints, and would add
headers to the calls that strangers' endpoints get.
"""

from __future__ import annotations

import logging
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger

from leaderboard.logs import context
from leaderboard.logs.scrubbing import Scrubber

_LEFT_OUT = ("extra", "request", "user", "modules", "threads")
_SECONDS_TO_SEND = 5


def start(dsn: str, service: str, version: str, scrubber: Scrubber) -> None:
    """Send errors from now on, in the background."""

    def without_secrets(event: Any, _hint: object) -> Any:
        for name in _LEFT_OUT:
            event.pop(name, None)
        for line in event.get("breadcrumbs", {}).get("values", ()):
            line.pop("data", None)
        tags = {**event.get("tags", {}), **{name: str(value) for name, value in context.bound().items()}}
        return {**_scrubbed(event, scrubber), "tags": _scrubbed({**tags, "service": service}, scrubber)}

    sentry_sdk.init(
        dsn=dsn,
        release=version,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=logging.INFO, event_level=logging.ERROR),
            DedupeIntegration(),
            ExcepthookIntegration(),
            AtexitIntegration(callback=lambda _pending, _timeout: None),
        ],
        include_local_variables=False,
        before_send=without_secrets,
        shutdown_timeout=_SECONDS_TO_SEND,
    )
    ignore_logger("opentelemetry.*")  # a collector that is away is in the log; it is no error of the site's


def stop() -> None:
    """Send what was not sent yet."""
    sentry_sdk.flush(_SECONDS_TO_SEND)


def _scrubbed(value: Any, scrubber: Scrubber) -> Any:
    if isinstance(value, str):
        return scrubber.scrub(value)
    if isinstance(value, dict):
        return {name: _scrubbed(part, scrubber) for name, part in value.items()}
    return [_scrubbed(part, scrubber) for part in value] if isinstance(value, list | tuple) else value
