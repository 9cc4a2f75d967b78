"""The times for which a share link can work."""

from __future__ import annotations

from django.utils.translation import ngettext_lazy

from leaderboard.pipeline.submission.share_links import DAYS

SHARE_DAYS = [
    (days, ngettext_lazy("%(count)d day", "%(count)d days", days) % {"count": days}) for days in (DAYS, 7, 90, 365)
]
"""To choose from, each with its name; the default comes first."""
