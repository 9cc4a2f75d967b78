"""How an endpoint is called: where its key goes, and the adapter for one that does not speak the OpenAI Images API."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from leaderboard.domain.submission.endpoint_fields import MOST_URL_CHARACTERS, check_base_url
from leaderboard.domain.submission.json_paths import check_path
from leaderboard.domain.submission.templates import check_size_for
from leaderboard.domain.text_enum import StrEnum
from leaderboard.domain.texts import FieldFault, quoted
from leaderboard.domain.translatable import gettext_noop

MOST_STATES = 20
MOST_HEADERS = 8
MOST_HOSTS = 4
MOST_NAME_CHARACTERS = 100
MOST_TEXT_CHARACTERS = 200
LEAST_INTERVAL_S, MOST_INTERVAL_S = 0.2, 60.0
LEAST_DEADLINE_S, MOST_DEADLINE_S = 1.0, 1800.0

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PARAMETER = re.compile(r"[A-Za-z0-9_.~-]+")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62}\.)+[a-z0-9-]{1,62}[a-z0-9]")
_OURS = frozenset(
    {
        *("accept-encoding", "connection", "content-encoding", "content-length", "content-type", "cookie", "expect"),
        *("host", "keep-alive", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"),
    }
)
"""Headers that the HTTP client sets, or that would change how the connection is used."""


class AuthKind(StrEnum):
    """Where the API key is sent."""

    BEARER = "bearer"
    HEADER = "header"
    QUERY = "query"


class AdapterKind(StrEnum):
    """The shapes of APIs beside the OpenAI Images API."""

    TEMPLATE = "template"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Auth:
    """Where the key is sent: as ``Authorization: Bearer …``, or in the header or query parameter ``name``."""

    kind: AuthKind = AuthKind.BEARER
    name: str = ""


BEARER = Auth()


@dataclass(frozen=True, slots=True)
class Adapter:
    """An API by its templates and paths. The base URL is the whole address of the first call, a POST.

    ``template``: the body (``templates.py``). ``headers``: constant ones. ``picture``: the path to the picture in the
    reply: a link, base64 or a data URL. ``send_key_to``: further hosts that get the key, over https only.

    Jobs: ``status_url`` is a path to the address to poll, or that address with ``{id}``, which is at the path
    ``job_id``. ``state`` is the path to the job's state in the reply there; the three lists say what states mean,
    without regard to case; if ``running`` is empty, every other state means running. ``result_url``: a path in the last
    reply to the address of the result, or that address with ``{id}``; without one the last reply is the result.
    ``interval_s``: the first pause between polls, in seconds; they become longer. ``deadline_s``: for the whole job.
    """

    kind: AdapterKind
    template: Mapping[str, Any] = field(repr=False)
    picture: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    send_key_to: Sequence[str] = ()
    status_url: str = field(default="", repr=False)
    job_id: str = ""
    state: str = ""
    running: Sequence[str] = ()
    succeeded: Sequence[str] = ()
    failed: Sequence[str] = ()
    result_url: str = field(default="", repr=False)
    interval_s: float = 1.0
    deadline_s: float = 170.0

    def as_json(self) -> dict[str, Any]:
        """The adapter as plain values, for ``adapter_from``."""
        return asdict(self)


def adapter_from(document: Mapping[str, Any]) -> Adapter:
    """The adapter of ``Adapter.as_json``."""
    return Adapter(**{**document, "kind": AdapterKind(document["kind"])})


def check_auth(auth: Auth) -> None:
    """Refuse a header or parameter that cannot carry a key.

    Raises:
        FieldFault: naming it.
    """
    if auth.kind is AuthKind.BEARER:
        return
    if auth.kind is AuthKind.HEADER:
        check_header_name(auth.name)
    elif len(auth.name) > MOST_NAME_CHARACTERS or not _PARAMETER.fullmatch(auth.name):
        raise FieldFault(
            gettext_noop("“%(name)s” is not the name of a query parameter."),
            gettext_noop("A name of letters, digits, - and _ such as api_key is expected."),
            name=quoted(auth.name),
        )


def check_header_name(name: str) -> None:
    """Refuse what is no name of a header, or one that Salon sets itself.

    Raises:
        FieldFault: naming it.
    """
    expected = gettext_noop("A name such as x-api-key is expected.")
    if len(name) > MOST_NAME_CHARACTERS or not _HEADER.fullmatch(name):
        raise FieldFault(gettext_noop("“%(name)s” is not a header name."), expected, name=quoted(name))
    if name.lower() in _OURS:
        raise FieldFault(gettext_noop("Salon itself sets the header “%(name)s”."), expected, name=quoted(name))


def check_headers(headers: Mapping[str, str]) -> None:
    """Refuse constant headers that cannot be sent, or too many.

    Raises:
        FieldFault: naming the header, not its value.
    """
    expected = gettext_noop('A JSON object of at most 8 headers such as {"X-Async": "enable"} is expected.')
    if len(headers) > MOST_HEADERS:
        raise FieldFault(gettext_noop("There are %(count)d headers."), expected, count=len(headers))
    for name, value in headers.items():
        check_header_name(name)
        if not isinstance(value, str) or len(value) > MOST_TEXT_CHARACTERS or not _is_line(value):
            raise FieldFault(
                gettext_noop("The value of the header “%(name)s” is not a line of at most %(most)d ASCII characters."),
                expected,
                name=quoted(name),
                most=MOST_TEXT_CHARACTERS,
            )


def check_address(text: str) -> None:
    """Refuse what is neither a path in the reply nor an address with ``{id}``; "" is accepted.

    Raises:
        FieldFault: saying what is wrong with it.
    """
    expected = gettext_noop("A path such as $.urls.get, or an address such as /v1/jobs/{id}, is expected.")
    if not text:
        return
    if text.startswith("$"):
        check_path(text)
    elif "{id}" not in text:
        raise FieldFault(gettext_noop("“%(text)s” begins with no $ and has no {id}."), expected, text=quoted(text))
    elif len(text) > MOST_URL_CHARACTERS or not _is_line(text) or " " in text or text.startswith("//"):
        raise FieldFault(gettext_noop("“%(text)s” is not a web address."), expected, text=quoted(text))
    elif not text.startswith("/"):
        # The ID becomes a part of the path or query, never of the host.
        if "{id}" in urlsplit(text.partition("{id}")[0] + "{id}").netloc:
            raise FieldFault(gettext_noop("The host of “%(text)s” has {id} in it."), expected, text=quoted(text))
        check_base_url(text.replace("{id}", "1"))


def check_states(states: Sequence[str]) -> None:
    """Refuse too many or too long names of states.

    Raises:
        FieldFault: naming the limit.
    """
    expected = gettext_noop("At most 20 states such as succeeded, failed are expected.")
    if len(states) > MOST_STATES:
        raise FieldFault(gettext_noop("There are %(count)d states."), expected, count=len(states))
    for state in states:
        if not state or len(state) > MOST_NAME_CHARACTERS or not state.isprintable():
            raise FieldFault(gettext_noop("“%(state)s” is not a state."), expected, state=quoted(state))


def check_hosts(hosts: Sequence[str]) -> None:
    """Refuse what is no full host name.

    Raises:
        FieldFault: naming it.
    """
    expected = gettext_noop("At most 4 host names in lower case such as api.eu.example.org are expected.")
    if len(hosts) > MOST_HOSTS:
        raise FieldFault(gettext_noop("There are %(count)d hosts."), expected, count=len(hosts))
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise FieldFault(gettext_noop("“%(host)s” is not a host name."), expected, host=quoted(host))


def fault_together(adapter: Adapter, size: str) -> tuple[str, FieldFault] | None:
    """What is missing in an adapter whose single fields are right: the field's name and the fault; None if nothing."""
    try:
        check_size_for(adapter.template, size)
    except FieldFault as fault:
        return "size", fault
    if adapter.kind is AdapterKind.TEMPLATE:
        return None
    for name in ("status_url", "state", "succeeded"):
        if not getattr(adapter, name):
            return name, FieldFault(
                gettext_noop("This is empty."),
                gettext_noop("For a job, its address, its state and the states that mean success are needed."),
            )
    if any("{id}" in address for address in (adapter.status_url, adapter.result_url)) and not adapter.job_id:
        return "job_id", FieldFault(
            gettext_noop("An address has {id}, but nothing says where it is."),
            gettext_noop("A path of names and indices such as $.id is expected."),
        )
    return _fault_of_states(adapter)


def _fault_of_states(adapter: Adapter) -> tuple[str, FieldFault] | None:
    seen: set[str] = set()
    for name in ("succeeded", "failed", "running"):
        for state in map(str.casefold, getattr(adapter, name)):
            if state in seen:
                return name, FieldFault(
                    gettext_noop("“%(state)s” has two meanings."),
                    gettext_noop("Each state in one of the lists is expected."),
                    state=quoted(state),
                )
        seen.update(map(str.casefold, getattr(adapter, name)))
    return None


def _is_line(text: str) -> bool:
    return text.isascii() and text.isprintable()
