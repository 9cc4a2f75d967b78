"""Times in words, no more exact than an estimate can be."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def about(seconds: float) -> str:
    """An estimated time: "about 3 days", "about 14 hours", "about 2 h 05 min", "about 5 min"."""
    minutes = math.ceil(seconds / _MINUTE)
    if minutes <= 1:
        return _("less than a minute")
    if minutes < 60:
        return _("about %(minutes)d min") % {"minutes": minutes}
    if seconds < 6 * _HOUR:
        return _("about %(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    if seconds < 2 * _DAY:
        hours = round(seconds / _HOUR)
        return ngettext("about %(hours)d hour", "about %(hours)d hours", hours) % {"hours": hours}
    days = round(seconds / _DAY)
    return ngettext("about %(days)d day", "about %(days)d days", days) % {"days": days}
