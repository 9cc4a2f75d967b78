"""Times and days as every page shows them, in UTC: "6 Dec 2026, 14:05 UTC" and "6 Dec 2026"."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _


def moment_text(value: datetime) -> str:
    """A time: "6 Dec 2026, 14:05 UTC"."""
    # Translators: a date with its time, in the letters of Django's filter "date".
    form = _("j M Y, H:i")
    return f"{date_format(value.astimezone(UTC), form)} UTC"


def day_text(value: date) -> str:
    """A day: "6 Dec 2026"."""
    # Translators: a date, in the letters of Django's filter "date".
    return date_format(value.astimezone(UTC) if isinstance(value, datetime) else value, _("j M Y"))
