"""Starting and stopping what sends traces and errors, once per process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Final

from leaderboard.logs.scrubbing import Scrubber
from leaderboard.telemetry import spans

_NEEDS: Final = {"SENTRY_DSN": "sentry_sdk", "OTEL_EXPORTER_OTLP_ENDPOINT": "opentelemetry.exporter.otlp.proto.http"}

_stops: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class Destinations:
    """Where traces and errors go; "" for nowhere.

    ``secrets``: of this process, replaced wherever they stand in what is sent.
    """

    otlp_endpoint: str
    sentry_dsn: str
    version: str
    secrets: Iterable[str] = field(default=(), repr=False)


def missing_library(variable: str) -> str:
    """What has to be installed for a variable that is set, in one line; "" if it is."""
    try:
        if find_spec(_NEEDS[variable]) is not None:
            return ""
    except ModuleNotFoundError:  # its parent package
        pass
    return f"{variable} is set, and its library is not installed: install Salon's extra telemetry, or unset it"


def start(service: str, to: Destinations) -> None:
    """Send this process's traces and errors, under the name of its program; a second call does nothing."""
    if _stops:
        return
    scrubber = Scrubber(to.secrets)
    if to.otlp_endpoint:
        from leaderboard.telemetry.traces import OtlpTracer

        tracer = OtlpTracer(to.otlp_endpoint, service, to.version, scrubber)
        spans.use(tracer)
        _stops.append(tracer.stop)
    if to.sentry_dsn:
        from leaderboard.telemetry import errors

        errors.start(to.sentry_dsn, service, to.version, scrubber)
        _stops.append(errors.stop)


def stop() -> None:
    """Send what was not sent yet, and no more after that."""
    spans.use(None)
    while _stops:
        _stops.pop()()
