"""What a site must have before it serves the public. Each fault is one sentence that says what to set."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

from leaderboard.settings import environment as env

_SECRET_CHARACTERS = 32
_DIFFERENT_CHARACTERS = 8
_MAKE_ONE = "make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"


def check_secret(name: str, secret: str) -> None:
    """Refuse a secret that can be guessed.

    Raises:
        ImproperlyConfigured: naming the variable that holds it.
    """
    if secret and (len(secret) < _SECRET_CHARACTERS or len(set(secret)) < _DIFFERENT_CHARACTERS):
        raise ImproperlyConfigured(
            f"{name} can be guessed: set it to at least {_SECRET_CHARACTERS} random characters; {_MAKE_ONE}"
        )


def check_hosts(hosts: Sequence[str]) -> None:
    """Refuse to serve under any name: links in mails and pages would lead wherever a visitor says.

    Raises:
        ImproperlyConfigured: if any name is allowed.
    """
    if "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS=* serves any name: set it to the names of the site, such as salon.example.org"
        )


def check_public(*, debug: bool, hosts: Sequence[str]) -> None:
    """Refuse to serve the public (HTTPS=1) without what protects it.

    Raises:
        ImproperlyConfigured: if something is missing.
    """
    if debug:
        raise ImproperlyConfigured("HTTPS=1 serves the public, and DEBUG=1 shows it the inside: set DEBUG=0")
    # The site and its workers may run on different machines, and each would generate secrets of its own.
    for name in ("SECRET_KEY", "KEY_SECRET"):
        if not env.text(name):
            raise ImproperlyConfigured(f"HTTPS=1 serves the public: set {name}; {_MAKE_ONE}")
    if not env.text("EMAIL_HOST"):
        raise ImproperlyConfigured(
            "HTTPS=1 serves the public, where accounts need a confirmed address: set EMAIL_HOST to a mail server"
        )
    if not env.text("SITE_URL") and (not hosts or hosts[0].startswith(".")):
        raise ImproperlyConfigured("HTTPS=1 serves the public: set SITE_URL to the site's address, https://…")
