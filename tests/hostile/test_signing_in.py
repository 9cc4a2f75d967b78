"""Who guesses passwords, tries to lock others out, or wants to know who is registered."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.core import mail
from django.test import Client
from pytest_django import Settings

from leaderboard.embedded import redis as embedded_redis
from leaderboard.models import ApiToken, User
from leaderboard.pipeline import accounts
from leaderboard.web.http import counters
from leaderboard.web.sign_in import hashing
from tests.factories import UserFactory
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "salon-secret-1", "not-the-password-9"
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _counted_from_zero(settings: Settings) -> Iterator[None]:
    settings.REDIS_URL = f"memory://{time.monotonic_ns()}"
    yield
    counters._limiter.cache_clear()
    counters._own_limiter.cache_clear()


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed to be compared."""
    seen: list[str] = []
    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify

    def counting_verify(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        seen.append(password)
        return verify(self, password, encoded)

    def counting_encode(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        seen.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", counting_verify)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", counting_encode)
    return seen


def sign_in(email: str, password: str, address: str = "192.0.2.1", **fields: str) -> bool:
    reply = Client(REMOTE_ADDR=address).post(LOGIN, {"login": email, "password": password, **fields})
    assert reply.status_code in (200, 302)
    return bool(reply.status_code == 302)


def test_the_administration_tries_no_passwords(hashed: list[str]) -> None:
    admin = UserFactory.create(is_staff=True, is_superuser=True)
    hashed.clear()
    for _ in range(60):
        reply = Client().post("/admin/login/", {"username": admin.email, "password": WRONG})
        assert reply.status_code == 302
        assert reply["Location"].startswith(LOGIN)
    assert hashed == []
    assert signed_in(admin).get("/admin/").status_code == 200
    assert signed_in(UserFactory.create()).get("/admin/login/").status_code == 403


def test_a_guesser_is_stopped_after_a_few_tries_at_an_account_without_hashing(hashed: list[str]) -> None:
    owner = UserFactory.create()
    hashed.clear()
    assert not any(sign_in(owner.email, WRONG) for _ in range(60))
    assert len(hashed) <= 6
    assert not sign_in(owner.email, RIGHT)


def test_a_guesser_is_stopped_over_all_accounts(hashed: list[str]) -> None:
    hashed.clear()
    for number in range(100):
        sign_in(f"someone{number}@example.org", WRONG)
    assert len(hashed) <= 60


def test_wrong_passwords_from_elsewhere_do_not_lock_the_owner_out() -> None:
    owner = UserFactory.create()
    for number in range(20):
        sign_in(owner.email, WRONG, f"198.51.100.{number % 4}")
    assert sign_in(owner.email, RIGHT, "192.0.2.1")


def test_a_farm_of_addresses_is_slowed_down_and_the_owner_still_gets_in_from_home(
    hashed: list[str],
) -> None:
    owner = UserFactory.create()
    assert sign_in(owner.email, RIGHT, "192.0.2.1")
    hashed.clear()
    for number in range(200):
        sign_in(owner.email, WRONG, f"198.51.{number % 100}.{number}")
    assert len(hashed) <= 60
    assert not sign_in(owner.email, RIGHT, "203.0.113.1")
    assert sign_in(owner.email, RIGHT, "192.0.2.1")


def test_one_customer_with_many_ipv6_addresses_counts_as_one(hashed: list[str]) -> None:
    owner = UserFactory.create()
    hashed.clear()
    for number in range(50):
        sign_in(owner.email, WRONG, f"2001:db8:1:2::{number:x}")
    assert len(hashed) <= 6


def test_the_spelling_of_an_address_makes_no_further_account(hashed: list[str]) -> None:
    owner = UserFactory.create()
    hashed.clear()
    for number in range(30):
        sign_in(owner.email.upper() if number % 2 else f" {owner.email}", WRONG)
    assert len(hashed) <= 6


def test_a_wrong_password_is_hashed_once(hashed: list[str]) -> None:
    owner = UserFactory.create()
    hashed.clear()
    sign_in(owner.email, WRONG)
    assert hashed == [WRONG]


def test_processes_share_the_counters(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALON_HOME", str(tmp_path / "salon"))
    url, process = embedded_redis.start()
    try:
        settings.REDIS_URL = url
        owner = UserFactory.create()
        for _ in range(6):
            sign_in(owner.email, WRONG)
        counters._limiter.cache_clear()  # as another process would begin
        assert not sign_in(owner.email, RIGHT)
        assert sign_in(owner.email, RIGHT, "192.0.2.9")
    finally:
        process.terminate()
        process.wait()


def test_while_redis_is_away_the_limits_hold_and_nobody_is_locked_out(settings: Settings, hashed: list[str]) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.socket"
    owner = UserFactory.create()
    hashed.clear()
    assert not any(sign_in(owner.email, WRONG) for _ in range(40))
    assert len(hashed) <= 6
    assert sign_in(owner.email, RIGHT, "192.0.2.9")


def test_few_passwords_are_hashed_at_a_time_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("time_cost", 2), ("memory_cost", 102_400), ("parallelism", 8)):
        monkeypatch.setattr(Argon2PasswordHasher, name, value)
    encoded = make_password(RIGHT)
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            check_password(WRONG, encoded)
            outcomes.append("checked")
        except hashing.HashingBusy:
            outcomes.append("refused")

    process, before, peak = psutil.Process(), psutil.Process().memory_info().rss, 0
    threads = [threading.Thread(target=attempt) for _ in range(64)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        peak = max(peak, process.memory_info().rss)
        time.sleep(0.005)
    assert outcomes.count("refused") >= 64 - hashing.AT_A_TIME - hashing.WAITING - 20
    assert "checked" in outcomes
    assert peak - before < (hashing.AT_A_TIME + 1) * 110 * 2**20


def test_when_too_many_sign_in_the_others_are_told_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = UserFactory.create()
    monkeypatch.setattr(hashing, "_place", threading.BoundedSemaphore(1))
    hashing._place.acquire()
    reply = Client(raise_request_exception=False).post(LOGIN, {"login": owner.email, "password": RIGHT})
    assert (reply.status_code, reply["Retry-After"]) == (503, "5")
    hashing._place.release()
    assert sign_in(owner.email, RIGHT)


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.SALON_SITE_URL = "https://salon.example.org"


def confirmed(user: User, *, email: str = "", verified: bool = True) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=user, email=email or user.email, verified=verified, primary=not email)


@pytest.mark.usefixtures("with_mail")
def test_signing_up_does_not_tell_who_is_registered(hashed: list[str]) -> None:
    known = UserFactory.create()
    confirmed(known)
    replies = []
    for email in (known.email, "nobody@example.org"):
        client = Client(REMOTE_ADDR="192.0.2.55")
        hashed.clear()
        reply = client.post("/account/signup/", {"email": email, "password1": "a-long-secret-7"}, follow=True)
        text = re.sub(r'value="[^"]+"|nonce-\w+', "", reply.content.decode()).replace(email, "")
        # The time to hash a password would tell, too.
        signed_in_as = client.session.get("_auth_user_id")
        replies.append((reply.redirect_chain, reply.status_code, text, signed_in_as, len(hashed)))
    assert replies[0] == replies[1]
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("with_mail")
def test_asking_for_a_new_password_does_not_tell_who_is_registered() -> None:
    known = UserFactory.create()
    confirmed(known)
    replies = [Client().post("/account/password/reset/", {"email": email}) for email in (known.email, "no@example.org")]
    assert [(reply.status_code, reply["Location"]) for reply in replies] == [(302, "/account/password/reset/done/")] * 2


@pytest.mark.usefixtures("with_mail")
def test_links_in_mails_lead_to_the_site_whatever_host_was_asked_for() -> None:
    known = UserFactory.create()
    confirmed(known)
    Client().post("/account/password/reset/", {"email": known.email}, headers={"host": "localhost:6666"})
    Client().post(
        "/account/signup/", {"email": "new@example.org", "password1": "a-long-secret-7"}, HTTP_HOST="localhost:1"
    )
    Client().post("/account/signup/", {"email": known.email, "password1": "a-long-secret-7"}, HTTP_HOST="localhost:2")
    assert len(mail.outbox) == 3
    for message in mail.outbox:
        assert "localhost" not in f"{message.subject}{message.body}"
        links = re.findall(r"https?://\S+", str(message.body))
        assert links
        assert all(link.startswith("https://salon.example.org/") for link in links), links


@pytest.mark.usefixtures("with_mail")
def test_an_address_that_is_not_confirmed_cannot_be_used_to_sign_in() -> None:
    owner = UserFactory.create()
    confirmed(owner)
    confirmed(owner, email="other@example.org", verified=False)
    assert not sign_in("other@example.org", RIGHT)
    assert sign_in(owner.email, RIGHT)


@pytest.mark.usefixtures("with_mail")
def test_an_address_that_is_not_confirmed_cannot_become_the_account_s() -> None:
    owner = UserFactory.create()
    confirmed(owner)
    email, client = owner.email, Client()
    client.post(LOGIN, {"login": owner.email, "password": RIGHT})
    client.post("/account/email/", {"action_add": "", "email": "victim@example.org"})
    client.post("/account/email/", {"action_primary": "", "email": "victim@example.org"})
    owner.refresh_from_db()
    assert owner.email == email
    assert not sign_in("victim@example.org", RIGHT)


# --- tokens and generators ----------------------------------------------------------------------------------------


def test_tokens_end_with_a_password_change() -> None:
    owner = UserFactory.create()
    confirmed(owner)
    _, token = accounts.create_token(owner, "stolen")
    client = Client()
    client.post(LOGIN, {"login": owner.email, "password": RIGHT})
    assert accounts.user_for_token(token) == owner
    new = {"oldpassword": RIGHT, "password1": "another-secret-8", "password2": "another-secret-8"}
    assert client.post("/account/password/change/", new).status_code == 302
    assert accounts.user_for_token(token) is None


def test_tokens_survive_what_is_no_password_change() -> None:
    owner = UserFactory.create()
    accounts.create_token(owner, "kept")
    assert owner.check_password(RIGHT)
    owner.first_name = "Ada"
    owner.save()
    assert ApiToken.objects.filter(user=owner).count() == 1


def test_an_account_has_a_limit_of_tokens_and_generators(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(accounts, "MOST_TOKENS", 3)
    settings.SALON_ACCOUNT_GENERATORS = 3
    owner = UserFactory.create()
    client = signed_in(owner)
    for number in range(5):
        tokens = client.post("/account/tokens/", {"name": f"token {number}", "scopes": ["read"]})
        facts = {"name": f"model {number}", "organisation": "Lab", "licence": "MIT"}
        generators = client.post("/generators/new/", facts)
    assert (owner.api_tokens.count(), owner.generators.count()) == (3, 3)
    assert "the most that an account may have" in tokens.content.decode()
    assert "the most that an account may have" in generators.content.decode()
    _row = owner.api_tokens.first()
    assert _row is not None
    _row.delete()
    _, token = accounts.create_token(owner, "program")
    reply = Client(headers={"authorization": f"Bearer {token}"}).post(
        "/api/v1/generators", {"name": "m", "organisation": "o", "licence": "l"}, content_type="application/json"
    )
    assert (reply.status_code, "the most that an account may have" in reply.json()["detail"]) == (409, True)


def test_the_site_uses_the_hasher_with_a_limit() -> None:
    assert django_settings.PASSWORD_HASHERS == ["leaderboard.web.sign_in.hashing.BoundedArgon2Hasher"]
