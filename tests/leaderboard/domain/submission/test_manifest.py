"""A bundle's manifest: any JSON object that can be kept."""

from __future__ import annotations

import json

import pytest

from leaderboard.domain.submission.manifest import MAX_DEPTH, BadManifest, parse_manifest


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


@pytest.mark.parametrize(
    "document",
    [{}, {"seed": 42, "notes": ["端午", None, 0.1]}, {"path": "C:\\u0000"}, {"\\u0000": 1}, {"a": "\\\\u0000"}],
)
def test_a_json_object_is_kept_as_it_is(document: dict[str, object]) -> None:
    assert parse_manifest(json.dumps(document).encode()) == document


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Expecting value"),
        (b"{not json", "Expecting"),
        (b"[1]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"\xff\xfe\xfa", "decode"),
        (b'{"a": NaN}', "not JSON compliant"),
        (b'{"a": 1e999}', "not JSON compliant"),
        (b'{"a": "\\ud800"}', "surrogates"),
        (b'{"a": "x\\u0000y"}', "NUL"),
        (b'{"a\\u0000": 1}', "NUL"),
        (b'{"a": "\\\\\\u0000"}', "NUL"),
        (b'{"a": ' + b"9" * 5000 + b"}", "digits"),
        (b'{"a": "' + b"x" * 2**20 + b'"}', "1 MiB"),
        (nested(MAX_DEPTH + 1), f"{MAX_DEPTH} levels"),
        (nested(500), f"{MAX_DEPTH} levels"),
        (nested(990), "levels|recursion"),
        (nested(100_000), "recursion"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(data: bytes, words: str) -> None:
    with pytest.raises(BadManifest, match=words):
        parse_manifest(data)


def test_the_greatest_depth_is_taken() -> None:
    assert parse_manifest(nested(MAX_DEPTH - 1))
