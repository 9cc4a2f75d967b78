"""Excerpts: short, printable, without the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clients.common.excerpts import MAX_EXCERPT_CHARS, error_codes, error_text, excerpt

KEY = 'sk-"made"/up+0123'


@given(st.text())
def test_one_printable_line_of_bounded_length(text: str) -> None:
    line = excerpt(text)
    assert line.isprintable()
    assert len(line) <= MAX_EXCERPT_CHARS


@given(st.text(max_size=400), st.text(alphabet="\x00\x1b\u200b\u202e", max_size=3), st.text(max_size=50))
def test_the_secret_never_shows(before: str, between: str, after: str) -> None:
    text = before + between.join(KEY) + after
    assert KEY not in excerpt(text, secrets=[KEY])


@pytest.mark.parametrize("form", [KEY, 'sk-\\"made\\"/up+0123', "sk-%22made%22%2Fup%2B0123"])
def test_the_secret_is_found_in_json_and_in_urls(form: str) -> None:
    assert excerpt(f"you sent {form}!", secrets=[KEY]) == "you sent [key]!"


def test_the_cut_does_not_halve_the_secret() -> None:
    assert KEY[:5] not in excerpt("x" * 295 + KEY, secrets=[KEY])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"error": {"message": "no", "code": 1}}', "no"),
        (b'{"error": "no"}', "no"),
        (b'{"object": "error", "message": "no"}', "no"),
        (b'{"detail": "no"}', "no"),
        (b'{"detail": [{"msg": "no"}]}', '[{"msg": "no"}]'),
        (b'"no"', "no"),
        (b"<p>no</p>", "<p>no</p>"),
        (b"\xff\x00", "\ufffd\x00"),
        (b"", ""),
        (b"[" * 60_000, "[" * 60_000),
    ],
)
def test_finds_the_message_in_an_error_reply(body: bytes, text: str) -> None:
    assert error_text(body) == text


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (
            b'{"error": {"code": "Insufficient_Quota", "type": "tokens", "message": "no"}}',
            {"insufficient_quota", "tokens"},
        ),
        (b'{"code": "Arrearage", "message": "no"}', {"arrearage"}),
        (b'{"error": "insufficient_quota"}', {"insufficient_quota"}),
        (b'{"error": {"code": 403, "type": null}}', set()),
        (b'{"error": ["code"]}', set()),
        (b"[" * 60_000, set()),
        (b"\xff", set()),
        (b"", set()),
    ],
)
def test_finds_the_codes_in_an_error_reply(body: bytes, codes: set[str]) -> None:
    assert error_codes(body) == codes
