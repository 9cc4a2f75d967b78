"""What can go wrong with a call to the judge, and whether it can help to try again.

JudgeFault
├── JudgeUnavailable   no reply that could be read; the same call may succeed later
│   └── JudgeTimedOut  no reply within the time allowed
└── JudgeRefused       the judge does not take this request, and will not later
"""

from __future__ import annotations

from http import HTTPStatus

from workers.clients.common.excerpts import error_text, excerpt

# A 4xx that is never the image's fault but ours: key, model name, load. The work waits for the operator.
_OURS = {
    401: "check the judge's API key",
    403: "check the judge's API key",
    404: "check the judge's URL and that it serves this model",
    408: "it gave up waiting for the request",
    429: "it has too many requests",
}


class JudgeFault(Exception):
    """A call to the judge gave nothing to read. ``status``: the HTTP status, None where there was none."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class JudgeUnavailable(JudgeFault):
    """The judge is unreachable, busy, broken or wrongly set up: try again, after ``retry_after_s`` if set.

    ``took_call``: it took the call and gave no reply to be read, so that the call itself may be the cause.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        took_call: bool = False,
    ) -> None:
        super().__init__(message, status=status)
        self.retry_after_s = retry_after_s
        self.took_call = took_call


class JudgeTimedOut(JudgeUnavailable):
    """The connection stood, and no reply came within the time allowed for one."""


class JudgeRefused(JudgeFault):
    """The judge does not accept this request (prompt too long, image unreadable …); its message says why."""


def status_fault(status: int, raw: bytes, *, secret: str | None, retry_after_s: float | None) -> JudgeFault:
    """The fault that a status other than 200 stands for, in the judge's words without ``secret``."""
    words = excerpt(error_text(raw[:65_536]), secret=secret)
    if 400 <= status < 500 and status not in _OURS:
        return JudgeRefused(f"{status} from the judge: {words}", status=status)
    advice = _OURS.get(status, "see its log")
    return JudgeUnavailable(
        f"{status} from the judge: {advice} ({words})",
        status=status,
        retry_after_s=retry_after_s,
        took_call=status == HTTPStatus.INTERNAL_SERVER_ERROR,
    )
