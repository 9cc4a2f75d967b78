"""The fault that the status of an endpoint's reply stands for."""

from __future__ import annotations

from workers.clients.common.excerpts import error_text, excerpt
from workers.clients.endpoint.faults import (
    BadReply,
    EndpointFault,
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


def raise_for_status(answer: Answer, *, secret: str | None) -> None:
    """Raises the fault for a status other than 2xx, without ``secret`` in its message."""
    fault = _status_fault(answer.status, _message(answer, secret), answer.retry_after_s)
    if fault is not None:
        raise fault


def raise_for_image_status(answer: Answer, *, secret: str | None) -> None:
    """Like ``raise_for_status``, for the URL of one image: a 4xx says nothing about the endpoint as a whole."""
    status = answer.status
    if 400 <= status < 500 and status != 429:
        raise BadReply(f"the image's URL at {place(answer.call.url)} answers {_message(answer, secret)}")
    raise_for_status(answer, secret=secret)


def _status_fault(status: int, message: str, wait_s: float | None) -> EndpointFault | None:
    busy = status == 429 or (status == 503 and wait_s is not None)
    match status:
        case _ if 200 <= status < 300:
            return None
        case 401 | 402 | 403:
            return Unauthorised(message)
        case 404 | 405:
            return NotFound(message)
        case 408:
            return TimedOut(message)
        case _ if busy:
            return RateLimited(message, retry_after_s=wait_s)
        case _ if 400 <= status < 500:
            return Rejected(message)
        case 502 | 503:
            return Unavailable(message)
        case _ if 500 <= status < 600:
            return ServerError(message)
        case _:
            return BadReply(f"{message}; expected 200 with an image")


def _message(answer: Answer, secret: str | None) -> str:
    """Status, advice and the endpoint's own words: ``404 from the endpoint: check … (it says: "…")``."""
    parts = [f"{answer.status} from the endpoint"]
    if answer.status in _ADVICE:
        parts.append(_ADVICE[answer.status])
    if answer.status in {401, 403} and answer.call.key_withheld:
        parts.append(f"the key was not sent on by the redirect to {answer.call.url.origin()}; set the base URL to that")
    words = excerpt(error_text(answer.body), secret=secret)
    return ": ".join(parts) + (f' (it says: "{words}")' if words else "")
