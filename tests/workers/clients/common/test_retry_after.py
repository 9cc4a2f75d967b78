"""Retry-After: both forms, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clients.common.retry_after import retry_after_s

DATE = "Sun, 01 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 1.5 ", 1.5),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90.0),
        ("Sun, 01 Mar 2026 12:01:30 -0000", 90.0),
        ("Sun, 01 Mar 2026 13:01:30 +0100", 90.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("-5", None),
        ("nan", None),
        ("1e9", None),
        ("9" * 5000, None),
        ("soon", None),
        ("Sun, 99 Mar 2026 12:01:30 GMT", None),
    ],
)
def test_reads_seconds_and_dates(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, date=DATE) == seconds


@pytest.mark.parametrize("date", [None, "", "today"])
def test_a_reply_without_a_date_is_dated_by_our_clock(date: str | None) -> None:
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60))
    seconds = retry_after_s(in_a_minute, date=date)
    assert seconds is not None
    assert 55 < seconds <= 60


@given(st.text(), st.text())
def test_survives_anything(header: str, date: str) -> None:
    seconds = retry_after_s(header, date=date)
    assert seconds is None or seconds >= 0
