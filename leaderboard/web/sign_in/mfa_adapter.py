"""What django-allauth asks this site about second factors (the setting MFA_ADAPTER)."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from leaderboard.pipeline.submission import factor_secrets


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # django-allauth is not typed
    """Encrypts what second factors are computed from."""

    def encrypt(self, text: str) -> str:
        return factor_secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that ``encrypt`` sealed, or that an earlier version stored as it is.

        Raises:
            KeyUnreadable: if it was sealed under another KEY_SECRET.
        """
        return factor_secrets.opened(encrypted_text)
