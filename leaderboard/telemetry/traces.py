"""Sends spans to an OpenTelemetry collector over OTLP/HTTP.

The SDK reads its usual variables itself: OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES …
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

from leaderboard.logs.scrubbing import Scrubber
from leaderboard.telemetry.spans import Kind, Value

_KINDS = {
    "internal": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "consumer": SpanKind.CONSUMER,
}


class OtlpTracer:
    """A tracer that sends its spans in the background, in batches.

    Args:
        endpoint: the collector's address, without ``/v1/traces``.
        service: the program's name, unless OTEL_SERVICE_NAME gives one.
    """

    def __init__(self, endpoint: str, service: str, version: str, scrubber: Scrubber) -> None:
        names = {"service.name": service, "service.version": version, "service.instance.id": socket.gethostname()}
        self._provider = TracerProvider(resource=_resource(names))
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("salon")
        self._scrubber = scrubber

    @contextmanager
    def span(
        self, name: str, kind: Kind, parent: Mapping[str, str] | None, attributes: Mapping[str, Value]
    ) -> Iterator[_OtlpSpan]:
        """A span around the block."""
        context = propagate.extract(parent) if parent is not None else None
        with self._tracer.start_as_current_span(
            self._scrubber.scrub(name),
            context,
            _KINDS[kind],
            # Messages of exceptions may hold what nobody may read.
            record_exception=False,
            set_status_on_exception=False,
        ) as otel_span:
            made = _OtlpSpan(otel_span, self._scrubber.scrub)
            made.set(**attributes)
            yield made

    def headers(self) -> dict[str, str]:
        """``traceparent``, within a span."""
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        return carrier

    def stop(self) -> None:
        """Send what was not sent yet."""
        self._provider.shutdown()


class _OtlpSpan:
    def __init__(self, otel_span: trace.Span, scrub: Callable[[str], str]) -> None:
        self._span, self._scrub = otel_span, scrub

    def set(self, **attributes: Value) -> None:
        for name, value in attributes.items():
            self._span.set_attribute(name.replace("__", "."), self._scrub(value) if isinstance(value, str) else value)

    def fail(self, reason: str) -> None:
        self._span.set_status(Status(StatusCode.ERROR, self._scrub(reason)))


def _resource(names: dict[str, Any]) -> Resource:
    """Of the program; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override these names."""
    given = Resource.create().attributes
    named = {name: value for name, value in given.items() if not str(value).startswith("unknown_service")}
    return Resource({**names, **named})
