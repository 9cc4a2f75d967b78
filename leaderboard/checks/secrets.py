"""Whether SECRET_KEY and KEY_SECRET are the site's."""

from __future__ import annotations

from leaderboard.models import MarkName
from leaderboard.pipeline.site import secrets
from leaderboard.settings import environment as env

_LOCAL = {MarkName.SECRET_KEY: "django", MarkName.KEY_SECRET: "endpoint-keys"}


def secret_key() -> str:
    """Web servers with different keys do not know each other's sessions."""
    return _difference(MarkName.SECRET_KEY)


def key_secret() -> str:
    """A program with another secret cannot read endpoints' keys."""
    return _difference(MarkName.KEY_SECRET)


def _difference(name: MarkName) -> str:
    difference = secrets.difference(name)
    if not difference:
        return ""
    variable = name.label if not difference.startswith("_") else name.label + difference.split()[0]
    difference = difference.removeprefix("_FALLBACKS ")
    if not env.text(name.label) and difference.startswith("differs"):
        return (
            f"{name.label} is not set, and this machine's own differs from the site's: set {name.label} to the site's "
            f"value (a site without this setting keeps it in SALON_HOME/secrets/{_LOCAL[name]})"
        )
    return f"{variable} {difference}"
