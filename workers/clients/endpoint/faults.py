"""What can go wrong with a generator endpoint, and whether trying again can help.

    EndpointFault            every fault below; catch this one
    ├── Unauthorised         fatal   the endpoint does not accept the API key
    ├── AccountFault         fatal   the account cannot pay: its owner has to top it up
    ├── Forbidden            fatal*  403: the key may not do this, or this prompt is refused
    ├── NotFound             fatal*  there is no such path or model there
    ├── BadUrl               fatal*  the URL is not one that may be fetched (scheme, credentials, syntax)
    ├── ForbiddenAddress     fatal*  the host is, or resolves to, an address inside a private network
    ├── Rejected             –       the endpoint refuses this prompt; others may pass
    ├── ReplyTooLarge        –       the reply is larger than the cap and was cut
    ├── RateLimited          retry   too many requests, or busy for a stated time
    ├── ServerError          retry   the endpoint failed (any other 5xx)
    ├── Unreachable          retry   no connection (name, TCP, TLS), or it broke off; away
    ├── Unavailable          retry   a proxy says that the endpoint is not there (502, 503); away
    ├── TimedOut             retry   no complete reply in time
    ├── BadReply             retry   a reply that holds no image: HTML, an empty list, broken base64
    ├── JobFailed            retry   a job was accepted and then failed
    └── Unforeseen           retry   an exception that nobody thought of

"fatal" concerns the whole endpoint: every further prompt would fail in the same way. An asterisk: once the endpoint has
delivered a picture, the fault may concern this prompt only ("perhaps_prompt"). "retry" means that the same call may
succeed later. "away" means that the endpoint was not there. The two faults marked "–" concern one prompt
only, and the same call would fail again.

No message contains the API key: text that an endpoint sent is redacted first (``excerpts.py``).
"""

from __future__ import annotations

from typing import ClassVar

UNTOLD_WAIT_S = 10.0
"""Seconds to wait after a 429 that does not say how long."""


class EndpointFault(Exception):
    """A call to a generator endpoint gave no image.

    ``retry``: the same call may succeed later. ``fatal``: no call to this endpoint can succeed. ``perhaps_prompt``:
    unless it has delivered before; then other prompts may succeed. ``account``: only once the account is paid for.
    ``retry_after_s``: the wait in seconds that the endpoint asked for, if any.
    ``away``: the endpoint was not there, which says nothing about the prompt.
    ``summary``: what happened, without the endpoint's own words, which may repeat the prompt.
    """

    retry: ClassVar[bool] = False
    fatal: ClassVar[bool] = False
    away: ClassVar[bool] = False
    perhaps_prompt: ClassVar[bool] = False
    account: ClassVar[bool] = False
    summary: ClassVar[str] = "the call gave no image"

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unauthorised(EndpointFault):
    """401: the key is not accepted."""

    fatal = True
    summary = "the endpoint does not accept the API key"


class AccountFault(EndpointFault):
    """402, or a code such as ``insufficient_quota`` with another status: no money, no pictures."""

    fatal = True
    account = True
    summary = "the endpoint's account has no balance or quota left"


class Forbidden(EndpointFault):
    """403 without a word that tells a refused prompt from a key without permission."""

    fatal = True
    perhaps_prompt = True
    summary = "the endpoint forbids this request"


class NotFound(EndpointFault):
    """404 or 405: the base URL or the model name is wrong."""

    fatal = True
    perhaps_prompt = True
    summary = "the endpoint has no such path or model: check base URL and model name"


class BadUrl(EndpointFault):
    """The URL is malformed, is neither http nor https, or contains a user name or password."""

    fatal = True
    perhaps_prompt = True
    summary = "the URL is not one that may be fetched"


class ForbiddenAddress(EndpointFault):
    """The connection would go to an address that is neither public nor allowed by the operator."""

    fatal = True
    perhaps_prompt = True
    summary = "the host is, or resolves to, an address that is not public"


class Rejected(EndpointFault):
    """Any other 4xx, or 403 with a word about moderation: this request is refused, usually because of the prompt."""

    summary = "the endpoint refuses this request"


class ReplyTooLarge(EndpointFault):
    """The reply exceeds the cap on bytes, by its Content-Length or as counted after decompression."""

    summary = "the reply is larger than is taken"


class RateLimited(EndpointFault):
    """429, or 503 with a Retry-After: ask again after the named wait, or after UNTOLD_WAIT_S if none was named."""

    retry = True
    summary = "the endpoint has too many requests"

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message, retry_after_s=retry_after_s or UNTOLD_WAIT_S)


class ServerError(EndpointFault):
    """5xx: the endpoint failed."""

    retry = True
    summary = "the endpoint failed (5xx)"


class Unavailable(EndpointFault):
    """502, or 503 without a Retry-After: a proxy answers in the endpoint's place."""

    retry = True
    away = True
    summary = "the endpoint is not there at the moment"


class Unreachable(EndpointFault):
    """No connection, or one that broke off before the reply was complete."""

    retry = True
    away = True
    summary = "no connection to the endpoint, or it broke off"


class TimedOut(EndpointFault):
    """No connection, or no complete reply, within the time limit."""

    retry = True
    summary = "no complete reply in time"


class BadReply(EndpointFault):
    """The endpoint answered with success but sent no image that could be read."""

    retry = True
    summary = "the endpoint answered, but not with an image"


class JobFailed(EndpointFault):
    """The endpoint accepted the job, and it ended in one of the states that mean failure."""

    retry = True
    summary = "the endpoint accepted the job, which then failed"


class Unforeseen(EndpointFault):
    """The call, or decoding what it gave, raised another exception."""

    retry = True
    summary = "the call ended with an error that was not foreseen"
