"""When the site's log says that a program is missing."""

from __future__ import annotations

import pytest

from leaderboard.observe.presence import Watch


def test_what_is_missing_for_a_minute_is_logged_once_an_hour_until_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    watch = Watch()
    for _ in range(3):
        watch.look(["beat is not running"])
    watch.look([])
    assert caplog.messages == []  # a restart
    for _ in range(4 + 240):
        watch.look(["beat is not running"])
    assert caplog.messages == ["beat is not running"] * 2
    watch.look([])
    assert caplog.messages[2:] == ["this is over: beat is not running"]
