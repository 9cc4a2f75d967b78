"""The Retry-After header, in both of its forms."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def retry_after_s(header: str | None, *, now: datetime | None = None) -> float | None:
    """Seconds to wait, at least 0, from a number of seconds or an HTTP date; None for anything else.

    ``now`` is an aware datetime and defaults to the clock.
    """
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:  # "-0000" is UTC, without a time zone
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
