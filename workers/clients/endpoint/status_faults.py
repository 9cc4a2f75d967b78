"""The fault that the status of an endpoint's reply stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workers.clients.common.excerpts import Secrets, error_codes, error_text, excerpt
from workers.clients.endpoint.faults import (
    AccountFault,
    BadReply,
    EndpointFault,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    ServerError,
    TimedOut,
    Unauthorised,
    Unavailable,
)
from workers.clients.endpoint.guarded_http import Answer
from workers.clients.endpoint.transport_faults import place

_ADVICE = {
    401: "check the API key",
    402: "check the account's balance",
    403: "check the API key and what it is allowed to do",
    404: "check base URL and model name",
    405: "check the base URL: it takes no POST there",
}

_ACCOUNT_CODES = frozenset(
    {
        *("billing_hard_limit_reached", "billing_not_active", "insufficient_quota"),
        *("insufficient_balance", "insufficient_credits", "insufficient_funds", "account_deactivated", "arrearage"),
    }
)
"""What providers write in ``error.code`` or ``error.type``, with any 4xx, when an account cannot pay."""

_MODERATION = re.compile(
    r"moderat|content[ _-]?(policy|filter|violation)|safety|flagged|nsfw|sensitive|inappropriate|responsible[ _-]?ai",
    re.IGNORECASE,
)
"""Words with which providers refuse a prompt."""


def raise_for_status(answer: Answer, *, secrets: Secrets) -> None:
    """Raises the fault for a status other than 2xx, without ``secrets`` in its message."""
    if 200 <= answer.status < 300:  # before anything looks at a body of megabytes
        return
    if 400 <= answer.status < 500 and _ACCOUNT_CODES & error_codes(answer.body):
        raise AccountFault(_message(answer, secrets, _ADVICE[402]))
    advice = _ADVICE.get(answer.status, "")
    if answer.status == 403 and _MODERATION.search(error_text(answer.body)):
        raise Rejected(_message(answer, secrets, "this prompt is refused"))
    raise _status_fault(answer.status, _message(answer, secrets, advice), answer.retry_after_s)


def raise_for_image_status(answer: Answer, *, secrets: Secrets) -> None:
    """Like ``raise_for_status``, for the link of one image: a 4xx says nothing about the endpoint as a whole."""
    status = answer.status
    if 200 <= status < 300:
        return
    message = f"{status} from the image's link {place(answer.call.url)}{_words(answer, secrets)}"
    fault = _status_fault(status, message, answer.retry_after_s)
    raise BadReply(message) if 400 <= status < 500 and status != 429 else fault


def raise_for_job_status(answer: Answer, *, secrets: Secrets) -> None:
    """Like ``raise_for_status``, for the address of one job: only a refused key concerns the endpoint as a whole."""
    status = answer.status
    if 200 <= status < 300:
        return
    message = f"{status} from the job's address {place(answer.call.url)}{_words(answer, secrets)}"
    if status in {401, 403} and answer.call.key_withheld:
        raise Unauthorised(f"{message}; the key is sent to the base URL's host only; name this one if it needs it, too")
    if status in {401, 403}:
        raise_for_status(answer, secrets=secrets)
    fault = _status_fault(status, message, answer.retry_after_s)
    raise BadReply(message) if 400 <= status < 500 and status not in {408, 429} else fault


def is_moderation(body: bytes) -> bool:
    """Whether a reply says that the prompt was refused."""
    return _MODERATION.search(error_text(body[:65_536])) is not None


_BY_STATUS: Mapping[int, type[EndpointFault]] = {
    401: Unauthorised,
    402: AccountFault,
    403: Forbidden,
    404: NotFound,
    405: NotFound,
    408: TimedOut,
    502: Unavailable,
    503: Unavailable,
}


def _status_fault(status: int, message: str, wait_s: float | None) -> EndpointFault:
    busy = status == 429 or (status == 503 and wait_s is not None)
    match status:
        case _ if busy:
            return RateLimited(message, retry_after_s=wait_s)
        case _ if status in _BY_STATUS:
            return _BY_STATUS[status](message)
        case _ if 400 <= status < 500:
            return Rejected(message)
        case _ if 500 <= status < 600:
            return ServerError(message)
        case _:
            return BadReply(f"{message}; expected 200 with an image")


def _message(answer: Answer, secrets: Secrets, advice: str) -> str:
    """Status, advice and the endpoint's own words: ``404 from the endpoint: check … (it says: "…")``."""
    parts = [f"{answer.status} from the endpoint"]
    if advice:
        parts.append(advice)
    if answer.status in {401, 403} and answer.call.key_withheld:
        parts.append(f"the key was not sent on by the redirect to {answer.call.url.origin()}; set the base URL to that")
    return ": ".join(parts) + _words(answer, secrets)


def _words(answer: Answer, secrets: Secrets) -> str:
    words = excerpt(error_text(answer.body), secrets=secrets)
    return f' (it says: "{words}")' if words else ""
