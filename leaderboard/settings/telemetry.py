"""Where this site's traces and errors are sent, if anywhere."""

from __future__ import annotations

from collections.abc import Iterable

from leaderboard.settings import environment as env
from leaderboard.telemetry.starting import Destinations, missing_library


def telemetry(*, secrets: Iterable[str], version: str) -> Destinations:
    """From SENTRY_DSN and OTEL_EXPORTER_OTLP_ENDPOINT.

    Raises:
        EnvironmentFault: if one is no web address, or needs a library that is not installed.
    """
    dsn, endpoint = env.text("SENTRY_DSN"), env.text("OTEL_EXPORTER_OTLP_ENDPOINT")
    for name, value in (("SENTRY_DSN", dsn), ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)):
        if not value:
            continue
        if not value.startswith(("http://", "https://")):
            raise env.EnvironmentFault(f"{name} is not an address; one that begins with https:// is expected")
        missing = missing_library(name)
        if missing:
            raise env.EnvironmentFault(missing)
    return Destinations(endpoint, dsn, version, tuple(secrets))
