"""What can be taken as text, address, key and parameters, and what the refusals say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from leaderboard.domain.submission.endpoint_fields import (
    MOST_HOST_CHARACTERS,
    MOST_JSON_CHARACTERS,
    MOST_JSON_LEVELS,
    RESERVED_PARAMETERS,
    check_api_key,
    check_base_url,
    check_json,
    check_reserved,
)
from leaderboard.domain.texts import FieldFault


def refusal(check: Callable[..., None], *values: Any) -> str:
    with pytest.raises(FieldFault) as caught:
        check(*values)
    return str(caught.value)


def nested(levels: int) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for _ in range(levels - 1):
        document = {"": document}
    return document


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.org/v1",
        "http://127.0.0.1:65535",
        "http://[2001:db8::1]:8000/v1",
        "https://例子.example/v1?tenant=a",
        f"https://{('a' * 49 + '.') * 5:a<{MOST_HOST_CHARACTERS}}/v1",
    ],
)
def test_an_address_that_can_be_called_is_taken(url: str) -> None:
    check_base_url(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://example.org:99999/v1", "“http://example.org:99999/v1” is not a web address"),
        ("http://example.org:0/v1", "is not a web address"),
        ("http://example.org:http/v1", "is not a web address"),
        ("https://[half", "is not a web address"),
        ("api.example.org/v1", "is not a web address"),
        ("", "“” is not a web address"),
        ("https://example.org/\0", "“https://example.org/\\x00” is not"),
        ("\x01https://example.org/", "“\\x01https://example.org/” is not"),
        ("https://exa\nmple.org/", "“https://exa\\nmple.org/” is not"),
        ("https://example.org/\ud800", "\\ud800"),
        ("https://example.org/a b", "is not a web address"),
        ("ftp://example.org", "begins with “ftp:”"),
        ("https://user:pw@example.org", "user name or password"),
        ("https://@example.org", "user name or password"),
        ("https://example.org/v1#part", "“#” part"),
        # The origin, which holds the host, has a column of 300 characters.
        (f"https://{'a' * 400}.org/v1", "a host of 404 characters; at most 253"),
        (f"https://{'İ' * 200}/v1", "a host of 400 characters"),
    ],
)
def test_an_address_that_cannot_be_called_is_refused_with_an_example(url: str, said: str) -> None:
    message = refusal(check_base_url, url)
    assert said in message
    assert "https://api.example.org/v1 is expected" in message
    assert message.isprintable()


def test_a_key_is_printable_ascii_and_is_not_repeated() -> None:
    check_api_key("")
    check_api_key("sk-0123 ~")
    for key in ("sk-ключ", "sk-1\n", "sk\t1", "\0", "sk-\x7f", "\ud800"):
        message = refusal(check_api_key, key)
        assert "line breaks or characters beyond ASCII" in message
        assert "sk" not in message


def test_parameters_of_ours_are_named() -> None:
    check_reserved({"seed": 1}, RESERVED_PARAMETERS)
    assert "“n”, “prompt”" in refusal(check_reserved, {"prompt": "", "seed": 1, "n": 4}, RESERVED_PARAMETERS)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"seed": 42, "a": [1.5, None, True, {"b": "名"}]},
        {"a": "\\u0000"},  # six characters, none of them NUL
        nested(MOST_JSON_LEVELS),
        {"a": "x" * (MOST_JSON_CHARACTERS - 8)},
    ],
)
def test_json_that_postgresql_keeps_is_taken(document: dict[str, Any]) -> None:
    check_json(document)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"a": float("nan")}, "NaN cannot be stored"),
        ({"a": [1, {"b": float("-inf")}]}, "-Infinity cannot be stored"),
        (json.loads('{"a": 1e999}'), "Infinity cannot be stored"),
        ({"a": ["x\0"]}, "“x\\x00” holds a NUL"),
        ({"a": {"\0": 1}}, "“\\x00” holds a NUL"),
        ({"a": "\ud800"}, "“\\ud800” cannot be stored"),
        ({"\udfff": 1}, "“\\udfff” cannot be stored"),
        (nested(MOST_JSON_LEVELS + 1), "more than 32 levels"),
        (nested(100_000), "more than 32 levels"),
        ({"a": "x" * (MOST_JSON_CHARACTERS - 7)}, "has 4001 characters; at most 4000"),
    ],
)
def test_json_that_postgresql_does_not_keep_is_refused_with_an_example(document: dict[str, Any], said: str) -> None:
    message = refusal(check_json, document)
    assert said in message
    assert '{"seed": 42, "quality": "high"} is expected' in message
    assert message.isprintable()


def test_a_page_translates_the_sentences_before_they_are_filled() -> None:
    fault = FieldFault("Found %(what)s.", "Expected else.", what="this")
    assert str(fault) == "Found this. Expected else."
    assert fault.message({"Found %(what)s.": "找到 %(what)s。", "Expected else.": "…"}.__getitem__) == "找到 this。 …"
