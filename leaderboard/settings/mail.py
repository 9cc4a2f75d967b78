"""How the connection to the mail server is encrypted."""

from __future__ import annotations

from typing import Final

from leaderboard.settings import environment as env

_TLS_PORT: Final = 465
_KINDS: Final = ("starttls", "tls", "none")


def email_security(port: int) -> str:
    """``starttls``, ``tls`` from the first byte on (by default on port 465), or ``none``."""
    usual = "tls" if port == _TLS_PORT else "starttls"
    return env.choice("EMAIL_SECURITY", usual, *(kind for kind in _KINDS if kind != usual))
