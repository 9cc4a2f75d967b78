"""What somebody reads whose mail cannot be sent, because the mail server is away."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from leaderboard.models import User

pytestmark = pytest.mark.django_db

SMTP = "leaderboard.web.sign_in.mail_backend.VerifiedSmtp"
IN_MEMORY = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT = {"email": "anna@example.org", "password1": "a-long-secret-7"}


@pytest.fixture(autouse=True)
def away(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1  # where nothing listens
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def test_an_account_is_made_and_signing_in_sends_the_mail_again(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    reply = Client().post("/account/signup/", ACCOUNT, follow=True)
    assert reply.status_code == 200
    assert "No email was sent" in reply.content.decode()
    assert "We have sent" not in reply.content.decode()
    assert User.objects.filter(email=ACCOUNT["email"]).exists()
    assert "the mail account/email/email_confirmation_signup was not sent" in caplog.text

    settings.EMAIL_BACKEND = IN_MEMORY
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_email": ""}  # three minutes have passed
    Client().post("/account/login/", {"login": ACCOUNT["email"], "password": ACCOUNT["password1"]})
    assert [message.to for message in mail.outbox] == [[ACCOUNT["email"]]]


def test_asking_for_a_new_password_says_so_too_until_a_mail_is_sent(settings: Any) -> None:
    visitor = Client()
    reply = visitor.post("/account/password/reset/", {"email": ACCOUNT["email"]}, follow=True)
    assert reply.status_code == 200
    assert "No email was sent" in reply.content.decode()
    assert "We have sent" not in reply.content.decode()

    settings.EMAIL_BACKEND = IN_MEMORY
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password": ""}
    reply = visitor.post("/account/password/reset/", {"email": ACCOUNT["email"]}, follow=True)
    assert "We have sent you an email" in reply.content.decode()
    assert len(mail.outbox) == 1


def test_a_new_address_is_not_said_to_have_got_a_mail(client: Client, django_user_model: type[User]) -> None:
    client.force_login(django_user_model.objects.create_user(ACCOUNT["email"], "a-long-secret-7"))
    reply = client.post("/account/email/", {"email": "new@example.org", "action_add": ""}, follow=True)
    page = reply.content.decode()
    assert "No email was sent" in page
    assert "new@example.org is not confirmed yet, and the email with the link was not sent." in page
    assert "We have sent" not in page
