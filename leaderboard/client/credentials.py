"""Which site commands talk to, and with which token.

``SALON_URL`` and ``SALON_TOKEN`` come first, as CI sets them. ``salon login`` remembers the site, and its token in the
system's keyring if the package ``keyring`` is installed and works, otherwise in a file that only its owner can read.
A token is only ever sent to the site that it was stored for.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import typer

from leaderboard.client.errors import BadInput, NotSignedIn

try:
    import keyring
    from keyring.errors import KeyringError
except ImportError:
    keyring = None

_SERVICE = "salon"


@dataclass(frozen=True)
class Account:
    """A site, and the token to use there ("": none)."""

    url: str
    token: str


def current(url: str = "") -> Account:
    """The account of ``url``, of SALON_URL, or of the latest ``salon login``.

    Raises:
        NotSignedIn: if none of these names a site.
    """
    stored = _stored()
    chosen = site_address(url or os.environ.get("SALON_URL", "") or stored["url"])
    if not chosen:
        raise NotSignedIn("no site is known; run `salon login`, or set SALON_URL (and SALON_TOKEN)")
    return Account(chosen, os.environ.get("SALON_TOKEN", "") or _token_of(chosen, stored))


def remember(account: Account) -> str:
    """Store an account as the current one; returns where its token is."""
    stored = _stored()
    in_keyring = _put_into_keyring(account)
    stored["url"] = account.url
    stored["tokens"].pop(account.url, None)
    if not in_keyring:
        stored["tokens"][account.url] = account.token
    _write(stored)
    return "the system's keyring" if in_keyring else str(_file())


def forget(account: Account) -> None:
    """Delete the stored token of a site."""
    stored = _stored()
    stored["tokens"].pop(account.url, None)
    if stored["url"] == account.url:
        stored["url"] = ""
    _write(stored)
    if keyring is not None:
        try:
            keyring.delete_password(_SERVICE, account.url)
        except KeyringError:
            return  # no token is stored, or there is no working keyring, which could hold none


def site_address(url: str) -> str:
    """An address in the form in which it is stored: without a slash at its end; "" stays "".

    Raises:
        BadInput: if it is not an address of a site.
    """
    url = url.strip().rstrip("/")
    if not url:
        return ""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise BadInput(f"{url} is not an address: {error}") from error
    if parsed.scheme not in ("http", "https") or not parsed.host or len(url.split()) > 1:
        raise BadInput(f"{url} is not the address of a site; one like https://salon.example.org is expected")
    return url


def _file() -> Path:
    return Path(typer.get_app_dir("salon")) / "accounts.json"


def _stored() -> dict[str, Any]:
    try:
        stored = json.loads(_file().read_text(encoding="utf-8"))
        return {"url": str(stored["url"]), "tokens": dict(stored["tokens"])}
    except FileNotFoundError:
        return {"url": "", "tokens": {}}
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{_file()} cannot be read ({error}); delete it and run `salon login` again") from error


def _write(stored: dict[str, Any]) -> None:
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    # Created with its mode, so that there is no moment at which others can read it.
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        json.dump(stored, opened, indent=1)
    part.replace(file)


def _token_of(url: str, stored: dict[str, Any]) -> str:
    if url in stored["tokens"]:
        return str(stored["tokens"][url])
    if keyring is None:
        return ""
    try:
        return keyring.get_password(_SERVICE, url) or ""
    except KeyringError:
        return ""


def _put_into_keyring(account: Account) -> bool:
    if keyring is None:
        return False
    try:
        keyring.set_password(_SERVICE, account.url, account.token)
    except KeyringError:
        return False
    return True
