"""The rule of admission, in simulated time: no judge waits, nobody starves, and authors get equal shares."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.admission import turns
from leaderboard.domain.admission.shares import Share, clock_now, moved_up, new_share
from leaderboard.domain.admission.turns import RunningRun, WaitingRun, admitted
from tests.leaderboard.domain.admission.queue import Run, Simulation

AN_HOUR = 1000.0


@st.composite
def crowds(draw: st.DrawFn) -> list[Run]:
    """Submissions of a few authors at any times, from a few calls to eight hours of work."""
    runs = draw(
        st.lists(
            st.tuples(st.integers(0, 4), st.integers(1, 8000), st.floats(0, 30, allow_nan=False)),
            min_size=1,
            max_size=25,
        )
    )
    return [Run(key, author, calls, arrives) for key, (author, calls, arrives) in enumerate(runs)]


@given(crowds())
def test_the_judges_work_as_long_as_there_is_work(runs: list[Run]) -> None:
    ended = Simulation(AN_HOUR).run(runs)
    assert len(ended) == len(runs)
    # As one server with a queue in order of arrival: whatever the order, it is done at the same time.
    done = 0.0
    for run in sorted(runs, key=lambda run: run.arrives):
        done = max(done, run.arrives) + run.calls / AN_HOUR
    assert max(run.ended_at or 0 for run in ended) == pytest.approx(done, rel=1e-6, abs=1e-6)


@given(crowds())
def test_nobody_waits_longer_than_for_what_fair_shares_allow(runs: list[Run]) -> None:
    """Others can serve at most as much before one's own run as the author's own backlog, and a run each besides."""
    ended = Simulation(AN_HOUR).run(runs)
    largest = max(run.calls for run in runs)
    authors = len({run.author for run in runs})
    for run in ended:
        own = sum(other.calls for other in runs if other.author == run.author and other.share.end <= run.share.end)
        bound = authors * (own + largest) + largest
        assert run.ended_at is not None
        assert (run.ended_at - run.arrives) * AN_HOUR <= bound + 1e-3


@given(st.lists(st.lists(st.integers(1, 3000), min_size=3, max_size=6), min_size=2, max_size=4))
def test_two_authors_who_both_have_work_are_served_alike(authors: list[list[int]]) -> None:
    """At any moment while both have work, their service differs by at most a submission of each, twice."""
    runs = [Run(10 * author + n, author, calls, 0.0) for author, of in enumerate(authors) for n, calls in enumerate(of)]
    simulation = Simulation(AN_HOUR)
    simulation.run(runs)
    total = {author: sum(of) for author, of in enumerate(authors)}
    bound = 4 * max(max(of) for of in authors)
    got: defaultdict[int, float] = defaultdict(float)
    for author, calls in simulation.served:
        got[author] += calls
        backlogged = [got[a] for a in total if got[a] < total[a] - 1e-6]
        if len(backlogged) > 1:
            assert max(backlogged) - min(backlogged) <= bound + 1e-3


def test_the_one_submission_of_an_author_does_not_stand_behind_the_ten_of_another() -> None:
    crowd = [Run(n, 0, 800, 0.0) for n in range(10)]
    single = Run(10, 1, 800, 0.1)
    small = Run(11, 2, 20, 0.2)
    ended = Simulation(AN_HOUR).run([*crowd, single, small])
    assert [run.key for run in ended[:4]] == [11, 0, 10, 1]


def test_equal_submissions_of_different_authors_are_served_in_the_order_of_their_arrival() -> None:
    runs = [Run(n, n, 500, n / 100) for n in range(8)]
    assert [run.key for run in Simulation(AN_HOUR).run(runs)] == list(range(8))


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.lists(st.integers(1, 500), min_size=1, max_size=8), st.data())
def test_when_one_ends_the_later_ones_of_its_author_move_up_and_none_moves_back(
    clock: int, ahead: int, sizes: list[int], data: st.DataObject
) -> None:
    shares: list[Share] = []
    for calls in sizes:
        shares.append(new_share(calls, clock=clock, own_end=shares[-1].end if shares else clock + ahead))
    assert moved_up(shares, clock=clock, own_end=clock + ahead) == shares, "without a gap nothing moves"
    gone = data.draw(st.integers(0, len(shares) - 1))
    left = shares[:gone] + shares[gone + 1 :]
    moved = moved_up(left, clock=clock, own_end=clock + ahead)
    assert all(new.end <= old.end and new.start >= clock for new, old in zip(moved, left, strict=True))
    assert all(later.start == earlier.end for earlier, later in pairwise(moved))


def test_the_clock_stands_at_the_share_that_is_served_and_never_goes_back() -> None:
    assert clock_now(5, served=[7, 9], is_idle=False, last_end=20) == 7
    assert clock_now(8, served=[7], is_idle=False, last_end=20) == 8
    assert clock_now(8, served=[], is_idle=False, last_end=20) == 8, "what runs has nothing for the judge"
    assert clock_now(8, served=[], is_idle=True, last_end=20) == 20


# --- what an endpoint is counted for ----------------------------------------------------------------------------------
def endpoint_run(**fields: object) -> RunningRun:
    values = {"end": 0, "key": 1, "ready": 0, "to_make": 1000, "pictures": 1000, "calls_per_picture": 4.0}
    return RunningRun(**{**values, "age_s": 0.0, "is_stalled": False, **fields})  # type: ignore[arg-type]  # as given


@pytest.mark.parametrize(
    ("run", "calls"),
    [
        (endpoint_run(age_s=10), 4000),
        (endpoint_run(age_s=600, to_make=900), 4 * 600),
        (endpoint_run(age_s=600, to_make=900, ready=50), 4 * 650),
        (endpoint_run(age_s=600), 0),
        (endpoint_run(age_s=600, to_make=500, is_stalled=True), 0),
        (endpoint_run(age_s=600, to_make=0, ready=7), 28),
    ],
)
def test_an_endpoint_counts_for_what_it_will_deliver(run: RunningRun, calls: float) -> None:
    assert run.calls_within(3600) == pytest.approx(calls)


def test_a_stalled_endpoint_takes_nobodys_place() -> None:
    stalled = endpoint_run(age_s=3600, is_stalled=True)
    waiting = [WaitingRun(10, 2, 5000, generates=True), WaitingRun(20, 3, 5000, generates=True)]
    assert admitted([stalled], waiting, calls_an_hour=AN_HOUR, ahead_s=3600) == [2]
    assert admitted([endpoint_run()], waiting, calls_an_hour=AN_HOUR, ahead_s=3600) == []


def test_no_more_than_a_fixed_number_generates_while_bundles_go_on() -> None:
    slow = [endpoint_run(key=n, age_s=1e6, to_make=999) for n in range(turns.MOST_GENERATING)]
    waiting = [WaitingRun(10, 100, 50, generates=True), WaitingRun(20, 101, 50, generates=False)]
    assert admitted(slow, waiting, calls_an_hour=AN_HOUR, ahead_s=3600) == [101]
    assert admitted(slow[1:], waiting, calls_an_hour=AN_HOUR, ahead_s=3600) == [100, 101]
    later = [endpoint_run(end=99, key=n, age_s=1e6, to_make=999) for n in range(turns.MOST_GENERATING)]
    assert admitted(later, waiting, calls_an_hour=AN_HOUR, ahead_s=3600) == [100, 101], "they are served later"


def test_the_first_is_admitted_however_large_it_is() -> None:
    waiting = [WaitingRun(9_000_000, 1, 9_000_000, generates=True), WaitingRun(9_000_001, 2, 1, generates=True)]
    assert admitted([], waiting, calls_an_hour=1, ahead_s=60) == [1]
