"""Endpoint keys at rest."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from leaderboard.pipeline.submission.keys import KeyUnreadable, open_key, seal_key
from leaderboard.pipeline.submission.submit import EndpointSpec

KEY = "sk-ключ-0123456789"


def test_a_key_comes_back_as_it_was_and_is_never_stored_in_clear() -> None:
    sealed = seal_key(KEY)
    assert sealed is not None
    assert KEY.encode() not in sealed
    assert open_key(sealed) == KEY
    assert open_key(memoryview(sealed)) == KEY
    assert seal_key(KEY) != sealed  # equal keys cannot be told from their sealed forms


def test_no_key_stays_no_key() -> None:
    assert seal_key("") is None
    assert open_key(None) is None


def test_under_another_secret_or_changed_it_cannot_be_read(settings: LazySettings) -> None:
    sealed = seal_key(KEY)
    assert sealed is not None
    with pytest.raises(KeyUnreadable):
        open_key(sealed[:-2] + b"AA")
    settings.SALON_KEY_SECRET = "another"
    with pytest.raises(KeyUnreadable, match="KEY_SECRET"):
        open_key(sealed)


def test_a_specs_text_form_does_not_show_the_key() -> None:
    spec = EndpointSpec("https://images.example.org/v1", "painter", KEY, "", {"token": "t"})
    assert KEY not in f"{spec!r} {spec}"
