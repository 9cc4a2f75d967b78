"""A site without a mail server promises no mail: it says whom to ask instead."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGES = ("password/reset/", "password/reset/done/", "confirm-email/", "email/")


@pytest.fixture(autouse=True)
def _without(settings: Any) -> None:
    settings.EMAIL_HOST = ""


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("contact", ["ops@example.org", "https://example.org/contact", ""])
def test_no_page_promises_a_mail_and_each_names_the_operators(page: str, contact: str, settings: Any) -> None:
    settings.SALON_CONTACT = contact
    client = Client()
    client.force_login(UserFactory.create())
    text = client.get(f"/account/{page}").content.decode()
    assert "sent you" not in text
    assert 'type="email"' not in text
    address = f"mailto:{contact}" if "@" in contact else contact
    assert (f'<a href="{address}">{contact}</a>' in text) == bool(contact)
    assert ("Contact the people who run this site." in text) == (not contact)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_can_be_sent_to_them(page: str) -> None:
    user = UserFactory.create()
    client = Client()
    client.force_login(user)
    assert client.post(f"/account/{page}", {"email": user.email, "action_add": ""}).status_code == 405
    assert mail.outbox == []


def test_the_address_of_an_account_is_for_its_owner() -> None:
    assert Client().get("/account/email/")["Location"] == "/account/login/?next=/account/email/"


def test_with_a_mail_server_the_forms_are_there(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    assert 'type="email"' in Client().get("/account/password/reset/").content.decode()
    client = Client()
    client.force_login(UserFactory.create())
    assert "New address" in client.get("/account/email/").content.decode()
