"""A call as an HTTP request, and a reply as the call's result or error. Both clients use it; nothing here waits."""

from __future__ import annotations

import io
import json
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from leaderboard.client.calls import Call, Upload
from leaderboard.client.errors import BadInput, SalonError, Unanswered, UnexpectedReply, Unreachable, refusal
from leaderboard.client.models import Problem
from leaderboard.client.retries import Outcome, may_have_been_carried_out, retry_after_s
from leaderboard.client.version import VERSION

Reply = TypeVar("Reply")

PREFIX = "/api/v1"
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
"""Seconds without any progress. A bundle's reply comes when the site has stored the zip."""

_USER_AGENT = f"salon-client/{VERSION} Python/{platform.python_version()}"


def headers(token: str, key: str = "") -> dict[str, str]:
    """What every request to the site has. ``key``: by which the site recognises a repetition, if any."""
    identity = {"User-Agent": _USER_AGENT} | ({"Idempotency-Key": key} if key else {})
    return identity | ({"Authorization": f"Bearer {token}"} if token else {})


@contextmanager
def content(call: Call[Any]) -> Iterator[dict[str, Any]]:
    """The arguments of httpx for a call's query and body; the uploaded file is open within the context."""
    arguments: dict[str, Any] = {"params": dict(call.query)}
    if call.file is not None:
        # A picture, so it fits into memory; both clients send bytes with their length.
        yield arguments | {"content": _bytes_of(call.file)}
        return
    if call.upload is None:
        if call.body is not None:
            arguments["json"] = call.body.model_dump(mode="json")
        yield arguments
        return
    with _Counted(call.upload) as file:
        # httpx puts the fields before the file, as the site needs them.
        arguments["data"] = _fields(call.body)
        arguments["files"] = {call.upload.name: (call.upload.path.name, file, "application/zip")}
        yield arguments


def result(call: Call[Reply], outcome: Outcome) -> Reply:
    """The call's result.

    Raises:
        SalonError: the error that the outcome is.
    """
    if isinstance(outcome, httpx.TransportError):
        raise no_reply(outcome, repeatable=call.repeatable) from outcome
    if outcome.is_error:
        raise problem_of(outcome)
    if outcome.status_code == HTTPStatus.NO_CONTENT:
        return call.reply.validate_python(None)
    try:
        return call.reply.validate_json(outcome.content)
    except ValidationError as error:
        raise UnexpectedReply(
            f"{outcome.request.url} did not reply as Salon's API does; check the address of the site, and update "
            f"this client ({error.error_count()} deviations, the first: {error.errors()[0]['msg']})"
        ) from error


def no_reply(error: httpx.TransportError, *, repeatable: bool) -> SalonError:
    """The error of a request without a reply."""
    reason = str(error) or type(error).__name__
    if repeatable or not may_have_been_carried_out(error):
        return Unreachable(f"the site does not answer: {reason}; check the address and try again later")
    return Unanswered(
        f"the connection broke before the site answered ({reason}). It may have carried this out: look at your "
        "submissions on the site before you repeat it"
    )


def problem_of(response: httpx.Response) -> SalonError:
    """The error of an error reply whose body has been read."""
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:  # from a proxy, or not from Salon
        phrase = response.reason_phrase or "an error"
        detail = f"{response.request.url} replied {response.status_code} ({phrase}); check the address of the site"
        problem = Problem(type="about:blank", title=phrase, status=response.status_code, detail=detail)
    return refusal(problem, retry_after_s(response))


def same_site(base: httpx.URL, url: httpx.URL) -> bool:
    """Whether the token may be sent to ``url``."""
    return (base.scheme, base.host, base.port) == (url.scheme, url.host, url.port)


class _Counted(io.FileIO):
    """A file that tells how many of its bytes have been read."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload.path, "rb")
        self._sent: Callable[[int], None] = upload.sent

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size) or b""
        self._sent(self.tell())
        return data


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error}") from error


def _fields(body: BaseModel | None) -> Mapping[str, Any]:
    """A form's fields: texts as they are, other values as JSON writes them, and a list as a repeated field."""
    values = body.model_dump(mode="json") if body else {}
    return {name: json.dumps(value) if isinstance(value, (bool, dict)) else value for name, value in values.items()}


def part_file(to: Path) -> Path:
    """Where a download is written until it is complete."""
    return to.with_name(f".{to.name}.part")
