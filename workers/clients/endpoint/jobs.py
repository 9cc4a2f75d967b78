"""APIs that take a job and are asked for its state until there is a picture."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from yarl import URL

from leaderboard.domain.submission.adapters import Adapter
from leaderboard.domain.submission.json_paths import ABSENT, value_at
from workers.clients.common.excerpts import excerpt
from workers.clients.endpoint.faults import (
    BadReply,
    EndpointFault,
    JobFailed,
    RateLimited,
    Rejected,
    ServerError,
    TimedOut,
    Unavailable,
    Unreachable,
)
from workers.clients.endpoint.guarded_http import Answer, Call, GuardedHttp
from workers.clients.endpoint.replies import document_in, words_of
from workers.clients.endpoint.requests import ImageRequest, signed
from workers.clients.endpoint.status_faults import is_moderation, raise_for_job_status
from workers.clients.endpoint.urls import joined

BACKOFF = 1.5
"""By how much each pause between polls is longer than the one before."""
LONGEST_PAUSE_S = 15.0
MOST_FAULTS_IN_A_ROW = 4
"""Polls that may fail one after the other. The job is paid for, so it is not submitted again for the first of them."""

_PASSING: Final = (ServerError, Unavailable, Unreachable, RateLimited, TimedOut)
_MOST_ID_CHARACTERS = 500


@dataclass
class _Progress:
    """What is known of the job, for the message when its time is over."""

    state: str = "submitted"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply and its JSON."""

    answer: Answer
    document: object


async def finished(http: GuardedHttp, request: ImageRequest, submitted: Reply) -> Reply:
    """Wait for a submitted job; returns the reply with its result.

    Raises:
        EndpointFault: if it fails, or does not end in its time.
    """
    adapter = _adapter(request)
    progress = _Progress()
    try:
        async with asyncio.timeout(adapter.deadline_s):
            return await _finished(http, request, submitted, progress)
    except TimeoutError:
        state = excerpt(progress.state, secrets=request.hidden, limit=60)
    raise TimedOut(
        f"the job was still in the state {state} after {adapter.deadline_s:g} s; raise its time limit, or "
        "check the endpoint's load"
    )


async def _finished(http: GuardedHttp, request: ImageRequest, submitted: Reply, progress: _Progress) -> Reply:
    adapter = _adapter(request)
    job_id = _job_id(adapter, submitted, request) if adapter.job_id else ""
    address = _address(adapter.status_url, submitted, job_id, request)
    pause_s = adapter.interval_s
    while True:
        await asyncio.sleep(pause_s)
        reply = await _poll(http, request, address)
        progress.state = _state(adapter, reply, request)
        if _has_succeeded(adapter, progress.state, reply, request):
            break
        pause_s = min(pause_s * BACKOFF, max(LONGEST_PAUSE_S, adapter.interval_s))
    if not adapter.result_url:
        return reply
    return await _fetched(http, request, _address(adapter.result_url, reply, job_id, request))


async def _poll(http: GuardedHttp, request: ImageRequest, address: URL) -> Reply:
    """Ask once, again after faults that may pass."""
    for failures in range(1, MOST_FAULTS_IN_A_ROW + 1):
        try:
            return await _fetched(http, request, address)
        except _PASSING as fault:
            if failures == MOST_FAULTS_IN_A_ROW:
                raise
            pause_s = fault.retry_after_s or 2.0**failures
        await asyncio.sleep(pause_s)
    raise AssertionError  # the last turn returns or raises


async def _fetched(http: GuardedHttp, request: ImageRequest, address: URL) -> Reply:
    answer = await http.fetch(signed(request, Call("GET", address)))
    raise_for_job_status(answer, secrets=request.hidden)
    return Reply(answer, await document_in(answer, secrets=request.hidden))


def _has_succeeded(adapter: Adapter, state: str, reply: Reply, request: ImageRequest) -> bool:
    """Whether the job has ended well. Raises JobFailed, Rejected, or BadReply for a state that is not listed."""
    known = state.casefold()
    if known in map(str.casefold, adapter.succeeded):
        return True
    shown = excerpt(state, secrets=request.hidden, limit=60)
    if known in map(str.casefold, adapter.failed):
        words = words_of(reply.answer.body, request.hidden)
        kind: type[EndpointFault] = Rejected if is_moderation(reply.answer.body) else JobFailed
        raise kind(f'the job ended in the state {shown} (it says: "{words}")')
    if adapter.running and known not in map(str.casefold, adapter.running):
        raise BadReply(f"the job is in the state {shown}, which is in none of the lists; add it to one")
    return False


def _state(adapter: Adapter, reply: Reply, request: ImageRequest) -> str:
    value = value_at(adapter.state, reply.document)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise BadReply(f"the reply has nothing at {adapter.state}: {words_of(reply.answer.body, request.hidden)}")


def _job_id(adapter: Adapter, reply: Reply, request: ImageRequest) -> str:
    """As one part of an address: nothing in it can lead elsewhere on the host."""
    value = value_at(adapter.job_id, reply.document)
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text or len(text) > _MOST_ID_CHARACTERS or text.strip(".") == "":
        words = words_of(reply.answer.body, request.hidden)
        raise BadReply(f"the reply has no usable job ID at {adapter.job_id}: {words}")
    return quote(text, safe="", errors="replace")


def _address(pattern: str, reply: Reply, job_id: str, request: ImageRequest) -> URL:
    """Where to ask: the link at a path of the reply, or an address with the job's ID. Raises BadReply."""
    link: object = pattern.replace("{id}", job_id)
    if pattern.startswith("$"):
        link = value_at(pattern, reply.document)
        if link is ABSENT or not isinstance(link, str) or not link.strip():
            words = words_of(reply.answer.body, request.hidden)
            raise BadReply(f"the reply has nothing at {pattern}: {words}")
    try:
        return joined(reply.answer.call.url, str(link))
    except ValueError as error:
        raise BadReply(f"the job's address cannot be followed: {error}") from None


def _adapter(request: ImageRequest) -> Adapter:
    assert request.adapter is not None  # noqa: S101  # only requests with an adapter come here
    return request.adapter
