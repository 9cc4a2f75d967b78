"""Removes secrets from log lines: those that this process knows, and texts that look like secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "[hidden]"
_SHORTEST = 6
"""Shorter secrets are not looked for: they are in many words."""

_PATTERNS = (
    # The header, as text or in a dict; the scheme stays.
    (
        re.compile(r"(?i)(\bauthorization['\"]?\s*[:=]\s*['\"]?(?:(?:bearer|basic|token|key)\s+)?)[^\s'\",;}]+"),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)(\bbearer\s+)[A-Za-z0-9._~+/=-]{8,}"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?i)(\b(?:x-)?(?:api[_-]?key|access[_-]?key|secret|token|password|passwd|signature|cookie)['\"]?\s*[:=]\s*['\"]?)"
            r"[^\s'\",;&}]{6,}"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(?:sk|pk|hf|r8|gsk|xai|fal|AIza|AKIA)[-_]?[A-Za-z0-9_-]{16,}"), HIDDEN),
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,20}://)[^\s/@'\"]{1,300}@"), rf"\1{HIDDEN}@"),  # user:password@host
    (re.compile(r"(/shared/)[A-Za-z0-9_-]{16,}"), rf"\1{HIDDEN}"),  # a share link
    (re.compile(r"(\bhttps?://[^\s?#'\"<>]{1,500})\?[^\s'\"<>]+"), rf"\1?{HIDDEN}"),
)


class Scrubber:
    """Replaces secrets in texts.

    Args:
        known: secrets of this process, replaced wherever they stand.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        secrets = sorted({secret for secret in known if len(secret) >= _SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, secrets))) if secrets else None

    def scrub(self, text: str) -> str:
        """The text without secrets."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text
