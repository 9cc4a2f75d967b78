"""The second factor: after the password, limited as passwords are, and required of operators if the site says so."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import User
from leaderboard.web.sign_in import attempts
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def code(*, steps: int = 0) -> str:
    counter = int(time.time()) // 30 + steps
    return str(auth.format_hotp_value(auth.hotp_value(SECRET, counter)))


@pytest.fixture
def protected() -> User:
    user = person()
    auth.TOTP.activate(user, SECRET)
    return user


def after_password(user: User) -> Client:
    client = Client()
    reply = client.post("/account/login/", {"login": user.email, "password": "salon-secret-1"})
    assert reply["Location"] == "/account/two-factors/authenticate/"
    return client


def enter(client: Client, entered: str) -> bool:
    """Whether the code signs the person in."""
    reply = client.post("/account/two-factors/authenticate/", {"code": entered})
    return reply.status_code == 302 and client.get("/account/usage/").status_code == 200


def test_a_password_alone_does_not_sign_in(protected: User) -> None:
    client = after_password(protected)
    assert client.get("/account/usage/").status_code == 302
    assert not enter(client, code(steps=50))
    assert enter(client, code())


def test_the_secret_is_stored_encrypted(protected: User) -> None:
    RecoveryCodes.activate(protected)
    stored = {row.type: row.data for row in Authenticator.objects.all()}
    assert SECRET not in str(stored["totp"])
    assert all(value.startswith("sealed:") for value in (stored["totp"]["secret"], stored["recovery_codes"]["seed"]))


def test_a_secret_of_an_earlier_version_works(protected: User) -> None:
    Authenticator.objects.filter(type="totp").update(data={"secret": SECRET})
    assert enter(after_password(protected), code())


def test_a_secret_that_cannot_be_read_is_named(protected: User, settings: LazySettings) -> None:
    client = after_password(protected)
    settings.SALON_KEY_SECRET = "another"
    page = client.post("/account/two-factors/authenticate/", {"code": code()}).content.decode()
    assert "KEY_SECRET was changed" in page


def test_a_recovery_code_works_once(protected: User) -> None:
    recovery = RecoveryCodes.activate(protected).get_unused_codes()[0]
    assert enter(after_password(protected), recovery)
    assert not enter(after_password(protected), recovery)


def test_recovery_codes_are_shown_after_the_password(protected: User) -> None:
    codes = RecoveryCodes.activate(protected).get_unused_codes()
    client = signed_in(protected)
    assert "reauthenticate" in client.get("/account/two-factors/recovery-codes/")["Location"]
    client.post("/account/reauthenticate/", {"password": "salon-secret-1"})
    page = client.get("/account/two-factors/recovery-codes/").content.decode()
    assert all(code in page for code in codes)


def test_codes_cannot_be_guessed(protected: User) -> None:
    client = after_password(protected)
    for _ in range(attempts.PER_NETWORK_AND_ACCOUNT.amount):
        assert not enter(client, code(steps=50))
    assert not enter(client, code()), "not even the right one"
    page = client.post("/account/two-factors/authenticate/", {"code": code()}).content.decode()
    assert "Too many" in page


def test_it_is_set_up_with_the_app_and_needs_the_password_again() -> None:
    user = person()
    client = signed_in(user)
    assert "/reauthenticate/" in client.get("/account/two-factors/totp/activate/")["Location"]
    client.post("/account/reauthenticate/", {"password": "salon-secret-1"})
    page = client.get("/account/two-factors/totp/activate/").content.decode()
    assert 'class="qr"' in page
    assert "data:image/svg+xml" in page
    assert client.get("/zh-hans/account/two-factors/").status_code == 200


def test_operators_need_one_where_the_site_says_so(settings: LazySettings, protected: User) -> None:
    operator = person()
    User.objects.filter(pk__in=[operator.pk, protected.pk]).update(is_staff=True)
    client = signed_in(operator)
    assert client.get("/operations/").status_code == 200
    settings.SALON_REQUIRE_MFA_FOR_OPERATORS = True
    assert client.get("/operations/")["Location"] == "/account/two-factors/"
    assert client.get("/account/two-factors/").status_code == 200
    assert signed_in(protected).get("/operations/").status_code == 200
    assert signed_in(person()).get("/account/usage/").status_code == 200
