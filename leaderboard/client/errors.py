"""What can go wrong with a call. Every error says what to do, and whether a later attempt can help.

SalonError
├── NotSignedIn        no site or no token is known
├── BadInput           a file, folder or name on this side is wrong
├── NotScored          a submission has no scores, so that the gate has no verdict
├── Unreachable        the site did not answer
├── Unanswered         the connection broke after a call that is not repeated: it may have been carried out
├── UnexpectedReply    the reply is not one of Salon's API
└── Refused            the site answered with a problem document
    ├── Unauthorised   401, 403: the token is missing, unknown, or not allowed to do this
    ├── NotFound       404
    ├── Conflict       409: the site cannot accept this; the message says why
    ├── Invalid        400, 405, 413, 422: the request is wrong; ``faults`` names the fields
    ├── TooMany        429: the quota is used up, or there were too many calls
    └── SiteFailed     500 and above: a failure on the site's side
"""

from __future__ import annotations

from http import HTTPStatus

from leaderboard.client.models import Fault, Problem


class SalonError(Exception):
    """The base of all errors of the client."""

    can_retry = False
    """Whether the same call can succeed later."""


class NotSignedIn(SalonError):
    """No site or no token is known."""


class BadInput(SalonError):
    """A file, folder or name on this side is wrong."""


class NotScored(SalonError):
    """A submission has no scores: not yet (``can_retry``), or because it failed or was rejected."""

    def __init__(self, message: str, *, can_retry: bool) -> None:
        super().__init__(message)
        self.can_retry = can_retry


class Unreachable(SalonError):
    """The site did not answer, after all attempts."""

    can_retry = True


class Unanswered(SalonError):
    """The connection broke after a call that must not be repeated blindly; it may have been carried out."""


class UnexpectedReply(SalonError):
    """The reply is not one of Salon's API: another kind of site, a proxy, or a later version."""


class Refused(SalonError):
    """The site refused a call. ``retry_after_s``: seconds that it asks to wait, if it says so."""

    def __init__(self, problem: Problem, retry_after_s: float | None = None) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.retry_after_s = retry_after_s

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def faults(self) -> list[Fault]:
        """The faulty fields."""
        return self.problem.faults or []


class Unauthorised(Refused):
    """The token is missing, unknown, or not allowed to do this."""


class NotFound(Refused):
    """There is no such thing, or it is neither public nor yours."""


class Conflict(Refused):
    """The site cannot accept this; the message says why."""


class Invalid(Refused):
    """The request is wrong."""


class TooMany(Refused):
    """The quota is used up, or there were too many calls."""

    can_retry = True


class SiteFailed(Refused):
    """A failure on the site's side."""

    can_retry = True


_BY_STATUS: dict[int, type[Refused]] = {
    HTTPStatus.UNAUTHORIZED: Unauthorised,
    HTTPStatus.FORBIDDEN: Unauthorised,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.CONFLICT: Conflict,
    HTTPStatus.TOO_MANY_REQUESTS: TooMany,
}


def refusal(problem: Problem, retry_after_s: float | None) -> Refused:
    """The error of a problem document."""
    by_class = SiteFailed if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else Invalid
    return _BY_STATUS.get(problem.status, by_class)(problem, retry_after_s)
