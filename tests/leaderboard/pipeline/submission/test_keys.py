"""Endpoint keys at rest."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from leaderboard.models import EndpointRun, EndpointTrial
from leaderboard.pipeline.submission.keys import Configuration, KeyUnreadable, configuration_of, open_key, seal_key
from leaderboard.pipeline.submission.submit import EndpointSpec
from leaderboard.pipeline.submission.trials import begin_trial
from tests.leaderboard.pipeline.runs import new_generator

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


SECRETS = ("code-in-the-query", "token-in-the-body", "path0123456789abcdef")
SPEC = EndpointSpec(
    f"https://images.example.org/{SECRETS[2]}/v1?code={SECRETS[0]}&api-version=2024-10-21",
    "painter",
    KEY,
    "2K",
    {"seed": 42, "quality": "high", "auth": {"token": SECRETS[1]}},
)


def test_a_specs_text_form_shows_no_part_that_may_be_a_key() -> None:
    assert not [secret for secret in (*SECRETS, KEY) if secret in f"{SPEC!r} {SPEC}"]


@pytest.mark.django_db
def test_the_whole_configuration_is_sealed_and_comes_back_as_it_was() -> None:
    trial = begin_trial(new_generator().owner, SPEC, "A cat")
    row = EndpointTrial.objects.filter(pk=trial.pk).values().get()
    stored = " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for value in row.values())
    assert not [secret for secret in (*SECRETS, KEY) if secret in stored]
    assert row["base_url"] == "https://images.example.org/[hidden]/v1?code=[hidden]&api-version=2024-10-21"
    assert row["extra"] == {"seed": 42, "quality": "high", "auth": {"token": "[hidden]"}}
    trial.refresh_from_db()
    configuration = configuration_of(trial)
    assert configuration == Configuration(SPEC.base_url, KEY, SPEC.extra)
    assert set(SECRETS) == set(configuration.secrets)
    assert not [secret for secret in (*SECRETS, KEY) if secret in repr(configuration)]


def test_a_row_of_an_earlier_version_is_read_from_its_columns() -> None:
    run = EndpointRun(base_url="https://x.example/v1?code=1", sealed_key=seal_key(KEY), extra={"seed": 1})
    assert configuration_of(run) == Configuration("https://x.example/v1?code=1", KEY, {"seed": 1})
    assert run.shown_url == "https://x.example/v1?code=1"  # a number is no key
