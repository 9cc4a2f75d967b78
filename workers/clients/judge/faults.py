"""What can go wrong with a call to the judge, and whether trying again can help.

JudgeFault
├── JudgeUnavailable   no readable reply; the same call may succeed later
│   ├── JudgeTimedOut  no reply within the time allowed
│   └── JudgeCallGivenUp  we gave the call up
└── JudgeRefused       the judge does not accept this request, and will not accept it later
"""

from __future__ import annotations

from http import HTTPStatus

from workers.clients.common.excerpts import error_text, excerpt

KEY_ADVICE = "it refuses our key; set JUDGE_API_KEY of the workers to the key of the judge"

# 4xx for which never the image is to blame but our set-up: key, model name, load. The work waits for the operator.
_OURS = {
    401: KEY_ADVICE,
    403: KEY_ADVICE,
    404: "check the judge's URL and that it serves this model",
    408: "it gave up waiting for the request",
    429: "it has too many requests",
}


class JudgeFault(Exception):
    """A call to the judge gave nothing to read. ``status`` is the HTTP status, None if there was no reply."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class JudgeUnavailable(JudgeFault):
    """The judge is unreachable, busy, broken or wrongly set up: try again, after ``retry_after_s`` seconds if set.

    ``took_call``: it took the call but gave no readable reply, so the call itself may be the cause.
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
    """The connection was open, but no reply came within the time allowed."""


class JudgeCallGivenUp(JudgeUnavailable):
    """We gave the call up: the worker ends, or the judge has stopped answering.

    ``is_passed_on``: it was never sent, because another judge is to take it at once.
    """

    def __init__(self, message: str, *, is_passed_on: bool = False) -> None:
        super().__init__(message)
        self.is_passed_on = is_passed_on


class JudgeRefused(JudgeFault):
    """The judge does not accept this request (prompt too long, image unreadable …); the message says why."""


def status_fault(status: int, raw: bytes, *, secret: str | None, retry_after_s: float | None) -> JudgeFault:
    """The fault for a status other than 200, in the judge's words but without ``secret``."""
    words = excerpt(error_text(raw[:65_536]), secrets=[secret] if secret else [])
    if 400 <= status < 500 and status not in _OURS:
        return JudgeRefused(f"{status} from the judge: {words}", status=status)
    advice = _OURS.get(status, "see its log")
    return JudgeUnavailable(
        f"{status} from the judge: {advice} ({words})",
        status=status,
        retry_after_s=retry_after_s,
        took_call=status == HTTPStatus.INTERNAL_SERVER_ERROR,
    )
