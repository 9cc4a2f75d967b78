"""What may be shown of an endpoint's configuration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.submission.endpoint_secrets import secrets_of, shown_base_url, shown_parameters


@pytest.mark.parametrize(
    ("base_url", "shown"),
    [
        ("https://api.example.org/v1", None),
        ("http://127.0.0.1:8000", None),
        ("https://x.example/deployments/dall-e-3?api-version=2024-10-21-preview", None),
        ("https://x.example/v1?code=abc%2Fdef", "https://x.example/v1?code=[hidden]"),
        ("https://x.example/v1?abcdef&empty=", "https://x.example/v1?[hidden]&empty="),
        ("https://x.example/sk-0123456789abcdef0123/v1", "https://x.example/[hidden]/v1"),
    ],
)
def test_values_in_a_query_and_what_looks_like_a_key_in_a_path_are_hidden(base_url: str, shown: str | None) -> None:
    assert shown_base_url(base_url) == (shown or base_url)
    assert bool(secrets_of(base_url, {})) == (shown is not None)


def test_texts_are_hidden_unless_image_apis_have_them_in_common() -> None:
    harmless = {"seed": 42, "hd": True, "none": None, "quality": "high", "format": "b64_json", "sizes": ["2K", "16:9"]}
    assert shown_parameters(harmless) == harmless
    assert shown_parameters({"key": "s3cret", "deep": [{"a": ["word"]}]}) == {
        "key": "[hidden]",
        "deep": [{"a": ["[hidden]"]}],
    }
    assert secrets_of("https://x.example", {"key": "s3cret", "deep": [{"a": ["word"]}], "b": "abc"}) == [
        "s3cret",
        "word",
    ]


VALUES = st.text(alphabet="xyz789-_~", min_size=4, max_size=30)
PARAMETERS = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=2))
EXTRAS = st.dictionaries(st.text(max_size=3), PARAMETERS, max_size=3)


@given(st.text(alphabet="abc123", max_size=30), VALUES, EXTRAS)
def test_what_is_shown_holds_no_secret_and_is_shown_again_as_it_is(
    segment: str, value: str, extra: dict[str, object]
) -> None:
    base_url = f"https://HOST/{segment}?q={value}"
    shown, shown_extra = shown_base_url(base_url), shown_parameters(extra)
    assert shown_base_url(shown) == shown
    assert shown_parameters(shown_extra) == shown_extra
    assert not [secret for secret in secrets_of(base_url, {}) if secret in shown]
    assert secrets_of(shown, shown_extra) == []
