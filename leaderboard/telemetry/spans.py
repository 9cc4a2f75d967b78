"""Spans: what takes part in answering a request or in a task, and how long it took.

A trace begins with a web request. It goes on in the tasks that the request enqueues, in those that these enqueue, and
in their calls to endpoints and judges. What the sweeper offers again begins a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol

Kind = Literal["internal", "server", "client", "consumer"]
Value = str | int | float | bool


class Span(Protocol):
    """A span that has not ended."""

    def set(self, **attributes: Value) -> None:
        """Say more about it; a dot in an attribute's name is written as two underscores."""

    def fail(self, reason: str) -> None:
        """It failed, for this reason."""


class Tracer(Protocol):
    """Makes spans."""

    def span(
        self, name: str, kind: Kind, parent: Mapping[str, str] | None, attributes: Mapping[str, Value]
    ) -> AbstractContextManager[Span]: ...

    def headers(self) -> dict[str, str]: ...


class _NoSpan:
    def set(self, **attributes: Value) -> None:
        """Nobody wants to know."""

    def fail(self, reason: str) -> None:
        """Nobody wants to know."""


_NO_SPAN = _NoSpan()
_tracers: list[Tracer] = []


def use(tracer: Tracer | None) -> None:
    """Make spans with this tracer from now on; none with None."""
    _tracers[:] = [tracer] if tracer else []


@contextmanager
def span(
    name: str, kind: Kind = "internal", parent: Mapping[str, str] | None = None, **attributes: Value
) -> Iterator[Span]:
    """A span around the block; an exception that leaves it fails the span.

    Args:
        parent: headers of a message that another process's span is in, from ``headers``; None for the span around this.
    """
    if not _tracers:
        yield _NO_SPAN
        return
    with _tracers[0].span(name, kind, parent, attributes) as made:
        try:
            yield made
        except BaseException as error:
            made.fail(type(error).__name__)
            raise


def headers() -> dict[str, str]:
    """What a message or call to another process bears, so that its spans belong to this trace."""
    return _tracers[0].headers() if _tracers else {}
