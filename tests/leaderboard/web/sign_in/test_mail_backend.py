"""Mails to a real SMTP server over TLS, whose certificate is verified."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail

from leaderboard.checks.mail import mail
from tests.tls import Authority, MailServer, authority, serving

BACKEND = "leaderboard.web.sign_in.mail_backend.VerifiedSmtp"


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return authority(tmp_path)


@pytest.fixture(params=["tls", "starttls"])
def server(request: pytest.FixtureRequest, ours: Authority, settings: Any) -> Iterator[MailServer]:
    """A mail server with our authority's certificate, and the settings for it."""
    is_starttls = request.param == "starttls"
    server = MailServer(ours.server_context if is_starttls else None)
    with serving(server.handle, None if is_starttls else ours.server_context) as port:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = BACKEND, "127.0.0.1", port
        settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = is_starttls, not is_starttls
        settings.SALON_EMAIL_CA_FILE = str(ours.ca_file)
        yield server


def test_a_mail_arrives(server: MailServer) -> None:
    send_mail("Confirm your address", "Please.", None, ["anna@example.org"])
    assert "Subject: Confirm your address" in server.received[0]
    assert mail() == ""


def test_a_certificate_of_another_authority_is_refused_in_one_line(
    server: MailServer, settings: Any, tmp_path: Path
) -> None:
    settings.SALON_EMAIL_CA_FILE = str(authority(tmp_path, "another").ca_file)
    with pytest.raises(ssl.SSLCertVerificationError):
        send_mail("Confirm your address", "Please.", None, ["anna@example.org"])
    assert server.received == []
    words = mail()
    assert words.startswith(f"the mail server 127.0.0.1:{settings.EMAIL_PORT} cannot be used (")
    assert "certificate verify failed" in words
    assert "\n" not in words


def test_a_server_without_encryption_is_refused(settings: Any) -> None:
    server = MailServer()
    with serving(server.handle, None) as port:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = BACKEND, "127.0.0.1", port
        settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
        assert "STARTTLS" in mail()
    assert server.received == []
