"""Choosing mails, and the link that ends them without signing in."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.domain.events import Event
from leaderboard.models import MailPreference
from leaderboard.pipeline.notifying import mails
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db


def test_a_choice_is_kept_and_an_empty_one_ends_all_mails(settings: LazySettings) -> None:
    settings.EMAIL_HOST = "smtp.example.org"
    user = person()
    client = signed_in(user)
    page = client.get("/account/mails/").content.decode()
    assert page.count("checked") == 3
    assert "has no mail server" not in page
    client.post("/account/mails/", {"events": ["release.published"], "language": "zh-hans"})
    assert mails.wanted_by(user) == mails.Wanted(["release.published"], "zh-hans")
    client.post("/account/mails/", {"language": "en"})
    assert mails.wanted_by(user).events == []


def test_a_site_without_a_mail_server_says_so() -> None:
    assert "it has no mail server" in signed_in(person()).get("/account/mails/").content.decode()


def test_one_click_unsubscribes_without_cookies_or_signing_in() -> None:
    user = person()
    path = f"/account/mails/unsubscribe/{mails.unsubscription(user.pk, Event.SCORED)}/"
    client = Client(enforce_csrf_checks=True)
    assert "A submission is scored" in client.get(path).content.decode()
    assert not MailPreference.objects.exists(), "a link that is only looked at changes nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert mails.wanted_by(user).events == ["submission.failed", "submission.rejected"]
    assert client.post("/account/mails/unsubscribe/made-up/").status_code == 404


def test_the_language_of_the_first_sign_in_is_that_of_the_mails() -> None:
    user = person()
    Client().post("/zh-hans/account/login/", {"login": user.email, "password": "salon-secret-1"})
    assert mails.wanted_by(user).language == "zh-hans"
