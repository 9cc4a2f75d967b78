"""One prompt for one endpoint, and the HTTP calls that carry it, signed where the key may go."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from yarl import URL

from leaderboard.domain.submission.adapters import BEARER, Adapter, Auth, AuthKind
from leaderboard.domain.submission.templates import SEED, filled, placeholders_in, values_for
from workers.clients.endpoint.faults import Unauthorised
from workers.clients.endpoint.guarded_http import Call
from workers.clients.endpoint.transcripts import Transcript
from workers.clients.endpoint.urls import checked_url

_PATH = "/images/generations"


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One prompt for one endpoint.

    ``base_url`` ends before ``/images/generations``, usually in ``/v1``; with an ``adapter`` it is the whole address.
    ``size`` is "1024x1024" or any text that the endpoint accepts. ``extra``: further JSON fields of the request
    (quality, response_format …), which cannot replace model, prompt, n or a given size; "{seed}" in them becomes
    ``seed``. ``auth``: where the key is sent. ``secrets``: texts that messages must not repeat, in addition to the API
    key. ``timeout_s``: for the whole call, in seconds, instead of the client's own. ``transcript``: gets what was sent
    and received.
    """

    base_url: str = field(repr=False)
    model: str
    prompt: str
    api_key: str | None = field(default=None, repr=False)
    size: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)
    secrets: Sequence[str] = field(default=(), repr=False)
    timeout_s: float | None = None
    auth: Auth = BEARER
    adapter: Adapter | None = None
    seed: int = 0
    transcript: Transcript | None = field(default=None, repr=False)

    @property
    def hidden(self) -> list[str]:
        """What no message may repeat."""
        return [*self.secrets, *([self.api_key] if self.api_key else [])]

    @property
    def sent_seed(self) -> int | None:
        """The seed that the endpoint gets; None if it gets none."""
        if "seed" in placeholders_in(self.adapter.template if self.adapter else dict(self.extra)):
            return self.seed
        fixed = None if self.adapter else self.extra.get("seed")
        return fixed if isinstance(fixed, int) and not isinstance(fixed, bool) and abs(fixed) < 2**63 else None


def first_call(request: ImageRequest) -> Call:
    """The call that carries the prompt. Raises BadUrl, ForbiddenAddress or Unauthorised."""
    if request.adapter is None:
        return signed(request, Call("POST", _images_url(request.base_url), _images_body(request)))
    values = values_for(request.prompt, request.model, request.size or "", request.seed)
    body = json.dumps(filled(request.adapter.template, values)).encode()
    return signed(request, Call("POST", checked_url(request.base_url), body))


def signed(request: ImageRequest, call: Call) -> Call:
    """The call as it is sent: with the key and the adapter's headers if its address may have them.

    Those are the endpoint's own origin and, over https, the hosts that the author named.
    """
    call, key = replace(call, transcript=request.transcript), request.api_key
    if not _is_trusted(request, call.url):
        return replace(call, key_withheld=bool(key))
    call = replace(call, headers=dict(request.adapter.headers) if request.adapter else {})
    if not key:
        return call
    if not (key.isascii() and key.isprintable()):
        raise Unauthorised("the API key holds line breaks or characters beyond ASCII; enter it again")
    match request.auth.kind:
        case AuthKind.QUERY:
            return replace(call, url=_with_parameter(call.url, request.auth.name, key))
        case AuthKind.HEADER:
            return replace(call, authorization=key, key_header=request.auth.name)
        case _:
            return replace(call, authorization=f"Bearer {key}")


def link_call(request: ImageRequest, url: URL) -> Call:
    """The call for an image's link: it gets the key only at a host that the author named for that."""
    call = Call("GET", url, transcript=request.transcript)
    return signed(request, call) if _is_named(request, url) else call


def _is_trusted(request: ImageRequest, url: URL) -> bool:
    return url.origin() == checked_url(request.base_url).origin() or _is_named(request, url)


def _is_named(request: ImageRequest, url: URL) -> bool:
    hosts = request.adapter.send_key_to if request.adapter else ()
    return url.scheme == "https" and url.port == 443 and url.host in hosts


def _with_parameter(url: URL, name: str, value: str) -> URL:
    """The URL with one more parameter; what it has already is left as it was written."""
    text = str(url)
    return URL(f"{text}{'&' if '?' in text else '?'}{name}={quote(value, safe='')}", encoded=True)


def _images_url(base_url: str) -> URL:
    """The full URL, even if ``base_url`` contains the path already. A query stays: some hosts need one."""
    base = checked_url(base_url)
    path = base.raw_path.rstrip("/").removesuffix(_PATH)
    return base.with_path(path + _PATH, encoded=True, keep_query=True)


def _images_body(request: ImageRequest) -> bytes:
    extra = _seeded(dict(request.extra), request.seed)
    fields = {**extra, "model": request.model, "prompt": request.prompt, "n": 1}
    if request.size is not None:
        fields["size"] = request.size
    return json.dumps(fields).encode()


def _seeded(extra: dict[str, object], seed: int) -> dict[str, object]:
    if SEED[1:-1] not in placeholders_in(extra):
        return extra
    seeded: dict[str, object] = filled(extra, {"seed": seed})
    return seeded
