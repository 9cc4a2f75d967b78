"""Mails over an encrypted connection whose certificate is verified (the setting EMAIL_BACKEND)."""

from __future__ import annotations

import ssl
from functools import cached_property

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend


class VerifiedSmtp(EmailBackend):
    """Django's, with EMAIL_CA_FILE: certificates to trust instead of the system's."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """A context that verifies the server's certificate and name."""
        return ssl.create_default_context(cafile=settings.SALON_EMAIL_CA_FILE or None)
