"""The last replies of a judge: which give reason to try it out, and which are usual."""

from __future__ import annotations

import random
from collections.abc import Iterable

from leaderboard.domain.judging.reply_window import AT_LEAST, LAST, Reply, ReplyWindow


def unreadable(at: float) -> Reply:
    return Reply(at, f"picture {at}", "Quality", readable=False)


def readable(at: float, verdicts: object = None) -> Reply:
    return Reply(at, f"picture {at}", "Quality", readable=True, verdicts=str(verdicts or at))


def window_of(replies: Iterable[Reply]) -> ReplyWindow:
    window = ReplyWindow()
    for reply in replies:
        window.add(reply)
    return window


def test_replies_that_nobody_can_read_are_suspicious_from_a_certain_number_on() -> None:
    window = ReplyWindow()
    for at in range(AT_LEAST - 1):
        window.add(unreadable(at))
        assert window.suspicion(at) is None
    window.add(unreadable(AT_LEAST))
    suspicion = window.suspicion(AT_LEAST)
    assert suspicion is not None
    assert (suspicion.words, suspicion.since) == (f"8 of its last {AT_LEAST} replies were unreadable", 0)


def test_a_judge_that_collapses_after_long_good_work_is_suspected_since_its_first_bad_reply() -> None:
    window = window_of(readable(at) for at in range(200))
    for at in range(200, 200 + LAST):
        window.add(unreadable(at))
        if suspicion := window.suspicion(at):
            assert suspicion.since == 200
            return
    raise AssertionError("it was never suspected")


def test_a_fifth_of_unreadable_replies_is_not_suspicious() -> None:
    """As many as an engine with random weights gives for the longest checklist."""
    chance = random.Random(1)
    window = ReplyWindow()
    for at in range(2000):
        window.add(unreadable(at) if chance.random() < 0.19 else readable(at))
        assert window.suspicion(at) is None


def test_the_same_verdicts_for_different_pictures_are_suspicious() -> None:
    window = window_of(readable(at, "all pass") for at in range(AT_LEAST))
    suspicion = window.suspicion(AT_LEAST)
    assert suspicion is not None
    assert "8 of its last 8 replies to different pictures had the same verdicts" in suspicion.words
    assert suspicion.since == 0


def test_the_same_verdicts_for_one_picture_and_those_that_apply_to_nothing_are_not() -> None:
    one_picture = (Reply(at, "the picture", "Quality", readable=True, verdicts="1") for at in range(LAST))
    assert window_of(one_picture).suspicion(LAST) is None
    nothing_applies = (Reply(at, f"picture {at}", "Quality", readable=True) for at in range(LAST))
    assert window_of(nothing_applies).suspicion(LAST) is None


def test_of_a_picture_that_is_judged_again_the_latest_reply_counts() -> None:
    window = ReplyWindow()
    for at in range(AT_LEAST):
        window.add(Reply(at, at, "Quality", readable=True, verdicts=at))
    for picture in range(AT_LEAST):
        window.add(Reply(100 + picture, picture, "Quality", readable=True, verdicts="all pass"))
    suspicion = window.suspicion(200)
    assert suspicion is not None
    assert suspicion.since == 100


def test_verdicts_are_compared_within_a_dimension_and_two_thirds_alike_are_usual() -> None:
    """67 % is the most that the stand-in judge gave over the shipped suites."""
    window = window_of(readable(at, "common" if at % 3 else None) for at in range(LAST))
    assert window.suspicion(LAST) is None
    dimensions = (Reply(at, "the picture", f"dimension {at}", readable=True, verdicts="1") for at in range(LAST))
    assert window_of(dimensions).suspicion(LAST) is None


def test_a_judge_that_proves_well_is_left_alone_for_a_minute_and_then_for_longer() -> None:
    window = ReplyWindow()
    respites = []
    now = 0.0
    for _ in range(8):
        for _ in range(AT_LEAST):
            window.add(unreadable(now))
        assert window.suspicion(now)
        window.acquit(now)
        began = now
        for _ in range(AT_LEAST):
            window.add(unreadable(now))
        while window.suspicion(now) is None:
            now += 60
        respites.append(now - began)
    assert respites == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_one_that_was_collapsed_and_recovered_is_watched_at_once() -> None:
    window = window_of(unreadable(at) for at in range(AT_LEAST))
    window.forget()
    assert window.suspicion(10) is None
    for at in range(10, 10 + AT_LEAST):
        window.add(unreadable(at))
    assert window.suspicion(20)
