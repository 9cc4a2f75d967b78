"""Which encryption a mail server's port means."""

from __future__ import annotations

import pytest

from leaderboard.settings.environment import EnvironmentFault
from leaderboard.settings.mail import email_security


@pytest.mark.parametrize(("port", "kind"), [(465, "tls"), (587, "starttls"), (25, "starttls")])
def test_the_port_says_how_mails_are_encrypted(port: int, kind: str) -> None:
    assert email_security(port) == kind


def test_the_setting_overrides_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_SECURITY", "none")
    assert email_security(465) == "none"
    monkeypatch.setenv("EMAIL_SECURITY", "ssl")
    with pytest.raises(EnvironmentFault, match="EMAIL_SECURITY='ssl' is unknown; tls or starttls or none is expected"):
        email_security(465)
