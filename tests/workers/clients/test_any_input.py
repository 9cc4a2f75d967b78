"""Whatever a server sends, the outcome is a value or one of our own faults."""

from __future__ import annotations

import contextlib
import json

from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from workers.clients.endpoint.faults import BadReply, EndpointFault
from workers.clients.endpoint.guarded_http import Call
from workers.clients.endpoint.replies import image_source
from workers.clients.endpoint.transport_faults import place
from workers.clients.endpoint.urls import checked_url
from workers.clients.judge.http_replies import UnreadableReply, read_chat, read_served_model

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
names = st.sampled_from(
    ["data", "b64_json", "url", "error", "choices", "message", "content", "usage", "prompt_tokens_details", "id"]
)
records = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3), max_leaves=12
)
urls = st.text(max_size=30) | st.builds(
    "{}{}".format, st.sampled_from(["http://", "https://", "//", "/", "http:", "?", "http://["]), st.text(max_size=20)
)


@given(urls)
def test_urls(text: str) -> None:
    with contextlib.suppress(EndpointFault):
        assert place(checked_url(text)).isprintable()


@given(urls, st.sampled_from([301, 303, 307]))
def test_redirects(location: str, status: int) -> None:
    call = Call("POST", URL("http://host.example/v1"), b"{}", "Bearer made-up")
    with contextlib.suppress(EndpointFault):
        following = call.redirected(status, location)
        assert (following.authorization is None) == (following.url.origin() != call.url.origin())
        assert following.key_withheld == (following.authorization is None)


@given(st.binary(max_size=60) | records.map(lambda record: json.dumps(record).encode()))
def test_replies(body: bytes) -> None:
    with contextlib.suppress(BadReply):
        assert image_source(body, secrets=[])
    with contextlib.suppress(UnreadableReply):
        assert read_chat(body, 1.0).latency_s == 1.0
    with contextlib.suppress(UnreadableReply):
        assert read_served_model(body)
