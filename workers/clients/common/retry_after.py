"""The Retry-After header, in both of its forms."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def retry_after_s(header: str | None, *, date: str | None) -> float | None:
    """Seconds to wait, at least 0, from a number of seconds or an HTTP date; None for anything else.

    Args:
        date: the reply's Date header, from which the wait is counted: the server's clock and ours may differ.
    """
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = _moment(text)
    if moment is None:
        return None
    sent = _moment(date or "") or datetime.now(UTC)  # noqa: TID251  # a reply without a date says nothing better
    return max(0.0, (moment - sent).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000" is UTC, without a time zone
