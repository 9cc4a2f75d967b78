"""Configurations of endpoints, encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA-256).

The address and the parameters may also contain a key, so all three are sealed together, and the row's own columns
contain only what may be shown.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from leaderboard.domain.submission.adapters import BEARER, Adapter, Auth, AuthKind, adapter_from
from leaderboard.domain.submission.endpoint_secrets import secrets_of, secrets_of_adapter
from leaderboard.models import EndpointRun, EndpointTrial


class KeyUnreadable(RuntimeError):
    """A stored key cannot be decrypted: it was sealed with neither KEY_SECRET nor one of KEY_SECRET_FALLBACKS."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The secret configuration of a call to an endpoint. ``adapter`` is None for the OpenAI Images API."""

    base_url: str = field(repr=False)
    api_key: str = field(repr=False)
    extra: Mapping[str, Any] = field(repr=False)
    auth: Auth = BEARER
    adapter: Adapter | None = None

    @property
    def secrets(self) -> list[str]:
        """Texts that messages must not repeat, in addition to the API key."""
        of_adapter = secrets_of_adapter(self.adapter.as_json()) if self.adapter else []
        return secrets_of(self.base_url, self.extra) + of_adapter


def seal(configuration: Configuration) -> bytes:
    """Encrypt a configuration. Workers of earlier versions can open one without ``auth`` and ``adapter``."""
    fields = {name: getattr(configuration, name) for name in ("base_url", "api_key", "extra")}
    if configuration.auth != BEARER:
        fields["auth"] = asdict(configuration.auth)
    if configuration.adapter:
        fields["adapter"] = configuration.adapter.as_json()
    return seal_text(json.dumps(fields))


def configuration_of(endpoint: EndpointRun | EndpointTrial) -> Configuration:
    """The configuration of a row. Rows of earlier versions have it in their columns, with only the key sealed.

    Raises:
        KeyUnreadable: when it was encrypted under another secret.
    """
    if endpoint.sealed_configuration is None:
        return Configuration(endpoint.base_url, open_key(endpoint.sealed_key) or "", endpoint.extra)
    fields = json.loads(_opened(endpoint.sealed_configuration))
    auth, adapter = fields.pop("auth", None), fields.pop("adapter", None)
    return Configuration(
        **fields,
        auth=Auth(AuthKind(auth["kind"]), auth["name"]) if auth else BEARER,
        adapter=adapter_from(adapter) if adapter else None,
    )


def _ciphers() -> list[Fernet]:
    """The cipher of KEY_SECRET, which seals, and those of the former secrets."""
    digests = [
        hashlib.sha256(secret.encode()).digest()
        for secret in (settings.SALON_KEY_SECRET, *settings.SALON_KEY_SECRET_FALLBACKS)
    ]
    return [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]


def _cipher() -> MultiFernet:
    return MultiFernet(_ciphers())


def sealed_again(sealed: bytes | memoryview) -> bytes | None:
    """The same secret sealed with KEY_SECRET; None if it already is.

    Raises:
        KeyUnreadable: when neither KEY_SECRET nor a former one opens it.
    """
    try:
        _ciphers()[0].decrypt(bytes(sealed))
    except InvalidToken:
        return _cipher().encrypt(_opened(sealed).encode())
    return None


def seal_text(text: str) -> bytes:
    """Encrypt a text."""
    return _cipher().encrypt(text.encode())


def open_text(sealed: bytes | memoryview) -> str:
    """Decrypt the result of ``seal_text``.

    Raises:
        KeyUnreadable: when it was encrypted under another secret.
    """
    return _opened(sealed)


def seal_key(api_key: str) -> bytes | None:
    """Encrypt an API key; None for an empty one."""
    return seal_text(api_key) if api_key else None


def open_key(sealed: bytes | memoryview | None) -> str | None:
    """Decrypt the result of ``seal_key``.

    Raises:
        KeyUnreadable: when it was encrypted under another secret.
    """
    return None if sealed is None else _opened(sealed)


def _opened(sealed: bytes | memoryview) -> str:
    try:
        return _cipher().decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise KeyUnreadable("the stored API key cannot be read: KEY_SECRET was changed") from error
