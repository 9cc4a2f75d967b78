"""The site's secrets: the database has their fingerprints, so that programs with other secrets are refused."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from django.conf import settings

from leaderboard.models import MarkName, SiteMark
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission import sealed_rows

_SIGNED = b"a mark of this site"

_SECRETS: dict[MarkName, Callable[[], list[str]]] = {
    MarkName.SECRET_KEY: lambda: [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)],
    MarkName.KEY_SECRET: lambda: [settings.SALON_KEY_SECRET, *settings.SALON_KEY_SECRET_FALLBACKS],
}

_LOSS = {
    MarkName.SECRET_KEY: "everyone must sign in again",
    MarkName.KEY_SECRET: "submissions that need endpoints' keys fail",
}


class SecretLost(Exception):
    """The site has a secret that this program does not have; the message says what to do."""


def mark(*, accept_loss: bool = False) -> None:
    """Make this program's secrets the site's, for a new site or when a secret is rotated.

    Args:
        accept_loss: even if the site's current secret is not among them, or endpoints' keys cannot be read with them.

    Raises:
        SecretLost: nothing is marked then.
    """
    if not accept_loss:
        _refuse_loss()
    for name in _SECRETS:
        SiteMark.objects.update_or_create(name=name, defaults={"value": _fingerprints(name), "set_at": Now()})


def difference(name: MarkName) -> str:
    """How this program's secret differs from the site's, as the rest of a sentence; "" if it can work for the site.

    A program needs all secrets of the site, as its first or as fallbacks, because each may be in use.
    """
    stored = SiteMark.objects.filter(name=name).first()
    if stored is None:
        return "is not known to the database: run manage.py prepare_database where the site's settings are"
    of_site, own = stored.value, _fingerprints(name)
    if of_site[0] in own:
        missing = len(set(of_site) - set(own))
        return f"_FALLBACKS lacks {missing} that the site still has: set it to the site's" if missing else ""
    if own[0] in of_site:
        return f"is a previous one of the site's: set it and {name.label}_FALLBACKS to the site's current values"
    return "differs from the site's: set it to the value that the site has"


def _refuse_loss() -> None:
    """A machine with other secrets, such as a second web server, must not make them the site's by accident."""
    for stored in SiteMark.objects.filter(name__in=_SECRETS):
        name = MarkName(stored.name)
        if stored.value[0] not in _fingerprints(name):
            raise SecretLost(
                f"{name.label} is not the site's: set it to the site's. To change it, keep the previous one in "
                f"{name.label}_FALLBACKS. If that is lost, continue with --new-secrets; {_LOSS[name]}"
            )
    if sealed_rows.unreadable():
        raise SecretLost(
            "KEY_SECRET does not open the endpoints' keys in the database: set it to the site's, or add the previous "
            f"one to KEY_SECRET_FALLBACKS. If it is lost, continue with --new-secrets; {_LOSS[MarkName.KEY_SECRET]}"
        )


def _fingerprints(name: MarkName) -> list[str]:
    return [hmac.new(secret.encode(), _SIGNED, hashlib.sha256).hexdigest() for secret in _SECRETS[name]()]
