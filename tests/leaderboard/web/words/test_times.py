"""Times and days in both languages of the interface."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from django.utils.translation import override

from leaderboard.templatetags.salon import utc_time
from leaderboard.web.words.times import day_text, moment_text

# Half past one in the morning in a zone two hours before UTC.
MOMENT = datetime(2026, 9, 7, 1, 30, tzinfo=timezone(timedelta(hours=2)))


def test_times_are_in_utc_and_have_one_form_per_language() -> None:
    assert moment_text(MOMENT) == "6 Sep 2026, 23:30 UTC"
    assert day_text(datetime(2026, 12, 6, tzinfo=UTC)) == "6 Dec 2026"
    assert day_text(date(2026, 12, 6)) == "6 Dec 2026"
    with override("zh-hans"):
        assert moment_text(MOMENT) == "2026 年 9 月 6 日 23:30 UTC"
        assert day_text(MOMENT) == "2026 年 9 月 6 日"


def test_a_time_in_a_page_is_also_for_programs() -> None:
    assert utc_time(MOMENT) == '<time datetime="2026-09-06T23:30:00Z">6 Sep 2026, 23:30 UTC</time>'
    assert utc_time(None) == "–"
