"""Which failed calls are repeated, and when: Retry-After is obeyed, and nothing is submitted twice."""

from __future__ import annotations

import random
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from leaderboard.domain.retry import RetryPolicy

Outcome = httpx.Response | httpx.TransportError
"""A reply, or why there is none."""

_POLICY = RetryPolicy(max_attempts=6, base_s=0.5, cap_s=30.0)
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_PASSING = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_NOT_DELIVERED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.WriteError, httpx.WriteTimeout)
"""The request did not arrive completely, so the site cannot have carried it out."""


@dataclass(frozen=True, slots=True)
class Patience:
    """``longest_wait_s``: when a site asks for a longer pause than this, the call fails at once and says so."""

    longest_wait_s: float = 120.0

    def wait_s(self, attempt: int, outcome: Outcome, *, repeatable: bool) -> float | None:
        """Seconds to wait before the call is repeated; None if it is not.

        Args:
            attempt: how many times it was made, at least 1.
            repeatable: whether making the call twice has the same effect as once.
        """
        if _POLICY.exhausted(attempt) or not _can_be_repeated(outcome, repeatable):
            return None
        asked_s = retry_after_s(outcome) if isinstance(outcome, httpx.Response) else None
        if asked_s is not None and asked_s > self.longest_wait_s:
            return None
        jitter = random.random()  # noqa: S311  # spreads clients over time; nothing secret depends on it
        return _POLICY.delay_s(attempt, jitter=jitter, retry_after_s=asked_s)


def may_have_been_carried_out(error: httpx.TransportError) -> bool:
    """Whether the whole request may have arrived."""
    return not isinstance(error, _NOT_DELIVERED)


def retry_after_s(response: httpx.Response) -> float | None:
    """Seconds to wait, at least 0, from a number of seconds or an HTTP date; None for anything else."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        # Both by the site's clock, because ours may be wrong.
        moment, sent = (parsedate_to_datetime(value) for value in (text, response.headers.get("Date", "")))
        return max(0.0, (moment - sent).total_seconds())
    except (TypeError, ValueError):
        return None


def _can_be_repeated(outcome: Outcome, repeatable: bool) -> bool:
    if not isinstance(outcome, httpx.Response):
        return repeatable or not may_have_been_carried_out(outcome)
    # A quota that is used up is also 429, but without a time after which the same call succeeds.
    if outcome.status_code in _BUSY and retry_after_s(outcome) is not None:
        return True
    return repeatable and outcome.status_code in _PASSING
