"""API keys of endpoints, encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA-256)."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class KeyUnreadable(RuntimeError):
    """A stored key cannot be decrypted: KEY_SECRET has changed since it was stored."""


def _cipher() -> Fernet:
    digest = hashlib.sha256(settings.SALON_KEY_SECRET.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal_key(api_key: str) -> bytes | None:
    """Encrypt an API key; None for an empty one."""
    return _cipher().encrypt(api_key.encode()) if api_key else None


def open_key(sealed: bytes | memoryview | None) -> str | None:
    """Decrypt the result of ``seal_key``.

    Raises:
        KeyUnreadable: when it was encrypted under another secret.
    """
    if sealed is None:
        return None
    try:
        return _cipher().decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise KeyUnreadable("the stored API key cannot be read: KEY_SECRET was changed") from error
