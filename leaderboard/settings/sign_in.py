"""Signing in with an account that people have elsewhere, by OpenID Connect."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from leaderboard.settings import environment as env

PROVIDER_ID: Final = "sso"
"""The name of the provider in addresses; providers know ``/account/oidc/sso/login/callback/``."""


def oidc_providers() -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS; empty without OIDC_ISSUER.

    Raises:
        EnvironmentFault: if the issuer is no web address, or the client's ID or secret is missing.
    """
    issuer = env.text("OIDC_ISSUER").rstrip("/")
    if not issuer:
        return {}
    parts = urlsplit(issuer)
    if parts.scheme not in {"https", "http"} or not parts.netloc:
        raise env.EnvironmentFault(f"OIDC_ISSUER={issuer!r}: an address such as https://sso.example.org is expected")
    client, secret = env.text("OIDC_CLIENT_ID"), env.text("OIDC_CLIENT_SECRET")
    if not client or not secret:
        raise env.EnvironmentFault("OIDC_ISSUER is set: OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are expected, too")
    app = {
        "provider_id": PROVIDER_ID,
        "name": env.text("OIDC_NAME", parts.netloc),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def form_targets(providers: dict[str, Any]) -> list[str]:
    """The origins to which the sign-in form may lead (Content-Security-Policy): browsers check redirects, too."""
    apps = providers.get("openid_connect", {}).get("APPS", [])
    parts = [urlsplit(app["settings"]["server_url"]) for app in apps]
    return [f"{part.scheme}://{part.netloc}" for part in parts]
