"""Fingerprints of the site's secrets, while these are rotated."""

from __future__ import annotations

import json
from typing import Any

import pytest

from leaderboard.models import EndpointRun, Kind, MarkName, SiteMark
from leaderboard.pipeline.site import secrets
from leaderboard.pipeline.submission import keys
from tests.factories import running_submission

pytestmark = pytest.mark.django_db

OLD, NEW, OTHER = "the old secret", "the new secret", "a secret of nobody"


def have(settings: Any, secret: str, *fallbacks: str) -> None:
    settings.SALON_KEY_SECRET, settings.SALON_KEY_SECRET_FALLBACKS = secret, list(fallbacks)


def test_a_database_without_fingerprints_says_what_to_run() -> None:
    assert "run manage.py prepare_database" in secrets.difference(MarkName.KEY_SECRET)


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ([NEW, OLD], ""),
        ([NEW, OTHER, OLD], ""),
        ([OLD, NEW], ""),
        ([NEW], "_FALLBACKS lacks 1 that the site still has"),
        ([OLD], "is a previous one of the site's"),
        ([OTHER], "differs from the site's"),
        ([OTHER, OLD], "differs from the site's"),
    ],
)
def test_a_program_has_every_secret_that_the_site_may_have_used(settings: Any, own: list[str], says: str) -> None:
    have(settings, NEW, OLD)
    secrets.mark()
    have(settings, *own)
    difference = secrets.difference(MarkName.KEY_SECRET)
    assert difference.startswith(says)
    assert bool(difference) == bool(says)


def test_the_database_does_not_hold_the_secrets(settings: Any) -> None:
    have(settings, NEW, OLD)
    secrets.mark()
    stored = json.dumps(list(SiteMark.objects.values_list("value", flat=True)))
    assert [secret for secret in (NEW, OLD, settings.SECRET_KEY) if secret in stored] == []


def test_a_secret_that_does_not_open_the_stored_keys_is_not_made_the_sites(settings: Any) -> None:
    have(settings, OLD)
    secrets.mark()
    EndpointRun.objects.create(
        submission=running_submission(kind=Kind.ENDPOINT),
        base_url="https://example.org",
        sealed_configuration=keys.seal(keys.Configuration("https://example.org", "key", {})),
    )
    SiteMark.objects.all().delete()
    have(settings, NEW)
    with pytest.raises(secrets.SecretLost, match="add the previous one to KEY_SECRET_FALLBACKS"):
        secrets.mark()
    assert not SiteMark.objects.exists()
    secrets.mark(accept_loss=True)
    assert secrets.difference(MarkName.KEY_SECRET) == ""


@pytest.mark.parametrize("name", [MarkName.SECRET_KEY, MarkName.KEY_SECRET])
def test_a_machine_with_a_secret_of_its_own_does_not_replace_the_sites(settings: Any, name: MarkName) -> None:
    setting = {MarkName.SECRET_KEY: "SECRET_KEY", MarkName.KEY_SECRET: "SALON_KEY_SECRET"}[name]
    of_site = getattr(settings, setting)
    secrets.mark()
    setattr(settings, setting, OTHER)
    with pytest.raises(secrets.SecretLost, match=f"^{name.label} is not the site's.*{name.label}_FALLBACKS"):
        secrets.mark()
    setattr(settings, f"{setting}_FALLBACKS", [of_site])
    secrets.mark()
    setattr(settings, f"{setting}_FALLBACKS", [])
    secrets.mark()  # the rotation is over
    assert secrets.difference(name) == ""
    setattr(settings, setting, of_site)
    assert secrets.difference(name).startswith("differs")
    secrets.mark(accept_loss=True)
    assert secrets.difference(name) == ""
