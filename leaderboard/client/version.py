"""The client's version: that of the installed wheel, or of the checkout from which it runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from leaderboard.version import code_version


def _installed() -> str | None:
    try:
        return version("salon-client")
    except PackageNotFoundError:
        return None


VERSION = _installed() or code_version()
