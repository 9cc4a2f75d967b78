"""Times in messages for people, as the pages write them (web/words/times.py)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _


def moment_text(time: datetime) -> str:
    """A time in the current language: "6 Dec 2026, 14:05 UTC"."""
    return f"{date_format(time.astimezone(UTC), _('j M Y, H:i'))} UTC"
