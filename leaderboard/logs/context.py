"""What the lines of a log belong to: bound where a request or task begins, in that thread or coroutine only."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

REQUEST = "request"
"""The name under which the id of the web request is bound that a line, or a task, goes back to."""

MESSAGE_HEADER = "salon_request"
"""The header in which a message of the queue bears that id; most messages go back to no request and have none."""

_NOTHING: Mapping[str, object] = MappingProxyType({})
_bound: ContextVar[Mapping[str, object]] = ContextVar("salon_log_context", default=_NOTHING)
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


def bound() -> Mapping[str, object]:
    """What is bound here."""
    return _bound.get()


def bind(**values: object) -> None:
    """Add to what is bound, until the ``binding`` around this ends."""
    _bound.set({**_bound.get(), **values})


@contextmanager
def binding(**values: object) -> Iterator[None]:
    """Bind these values alone for as long as the context lasts."""
    token = _bound.set(values)
    try:
        yield
    finally:
        _bound.reset(token)


def replace(**values: object) -> None:
    """Bind these values alone; without values, nothing."""
    _bound.set(values)


def request_id(given: str) -> str:
    """The id that a client or proxy gave, if it is a plain word of 8 to 64 characters; otherwise a new one."""
    return given if _SANE.fullmatch(given) else uuid.uuid4().hex


class Context(logging.Filter):
    """Puts what is bound where a line is logged into its record, as ``context``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.context = bound()
        return True
