"""Signing in with OpenID Connect, against a real provider on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from oidc_provider_mock import User as Claims
from oidc_provider_mock import run_server_in_thread

from leaderboard.models import User
from leaderboard.pipeline.leaving import deletion
from leaderboard.settings.sign_in import form_targets, oidc_providers
from tests.leaderboard.web.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]  # of the provider


@pytest.fixture
def provider(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a provider that vouches for whoever signs in there."""
    people = [
        Claims(sub="anna", claims={"email": "anna@example.org", "email_verified": True}),
        Claims(sub="mallory", claims={"email": "anna@example.org", "email_verified": False}),
    ]
    with run_server_in_thread(user_claims=people) as server:
        address = f"http://localhost:{server.server_port}"
        for name, value in (
            ("ISSUER", address),
            ("CLIENT_ID", "salon"),
            ("CLIENT_SECRET", "s"),
            ("NAME", "Lab account"),
        ):
            monkeypatch.setenv(f"OIDC_{name}", value)
        settings.SOCIALACCOUNT_PROVIDERS = oidc_providers()
        yield address


def signed_in_as(client: Client, who: str) -> str:
    """Sign in at the provider; returns where that leads."""
    begun = client.post("/account/oidc/sso/login/?process=login")
    back = httpx.post(begun["Location"], data={"sub": who})
    parts = urlsplit(back.headers["Location"])
    assert parts.path == "/account/oidc/sso/login/callback/"
    return str(client.get(f"{parts.path}?{parts.query}")["Location"])


def test_a_verified_address_signs_in_to_the_account_that_has_it(provider: str) -> None:
    user = person()
    User.objects.filter(pk=user.pk).update(email="anna@example.org")
    EmailAddress.objects.create(user=user, email="anna@example.org", verified=True, primary=True)
    client = Client()
    assert "Sign in with Lab account" in client.get("/account/login/").content.decode()
    signed_in_as(client, "anna")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_somebody_new_gets_an_account(provider: str) -> None:
    client = Client()
    signed_in_as(client, "anna")
    assert User.objects.get().email == "anna@example.org"
    assert client.get("/account/usage/").status_code == 200


def test_an_account_without_a_password_is_deleted_after_signing_in_again(provider: str) -> None:
    client = Client()
    signed_in_as(client, "anna")
    user = User.objects.get()
    session = client.session
    session["signed_in_at"] -= 3600
    session.save()
    page = client.get("/account/delete/").content.decode()
    assert "/account/oidc/sso/login/?process=login" in page
    client.post("/account/delete/", {"address": user.email})
    assert deletion.pending(user) is None
    assert signed_in_as(client, "anna")
    assert 'name="address"' in client.get("/account/delete/").content.decode()
    client.post("/account/delete/", {"address": user.email})
    assert deletion.pending(user)
    assert signed_in_as(Client(), "anna") == "/account/delete/"


def test_an_unverified_address_signs_in_to_no_account(provider: str) -> None:
    user = person()
    User.objects.filter(pk=user.pk).update(email="anna@example.org")
    EmailAddress.objects.create(user=user, email="anna@example.org", verified=True, primary=True)
    client = Client()
    signed_in_as(client, "mallory")
    assert client.session.get("_auth_user_id") != str(user.pk)


def test_half_a_configuration_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert oidc_providers() == {}
    monkeypatch.setenv("OIDC_ISSUER", "https://sso.example.org/realms/lab/")
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"):
        oidc_providers()
    monkeypatch.setenv("OIDC_CLIENT_ID", "salon")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "secret")
    assert form_targets(oidc_providers()) == ["https://sso.example.org"]
