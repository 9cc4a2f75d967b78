"""A judge that misbehaves delays a run and never changes its scores."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest

from tests.faults.runs import HIDDEN, Results, Run, hurried, submit_endpoint
from tests.faults.site import Site, wait_until

PATIENT_S = 90


def switched(mode: str, *, seconds: float = 0.0) -> Callable[[Site], None]:
    def break_judge(site: Site) -> None:
        site.judge_mode(mode, seconds=seconds)

    return break_judge


def judge_refuses_connections(site: Site) -> None:
    site.way_to_judge.refuse()


def judge_paused(site: Site) -> None:
    site.way_to_judge.pause()


def judge_connections_cut(site: Site) -> None:
    site.judge_mode("right", seconds=1)
    time.sleep(0.5)
    site.way_to_judge.cut()


def judge_reply_cut_by_the_network(site: Site) -> None:
    site.way_to_judge.truncate(100)


@dataclass(frozen=True)
class Trouble:
    """How the judge is broken, and for how long it stays so."""

    begin: Callable[[Site], None]
    lasts_s: float = 6.0


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(Trouble(judge_refuses_connections), id="judge_away", marks=pytest.mark.faults_quick),
        pytest.param(Trouble(judge_paused), id="judge_paused"),
        pytest.param(Trouble(judge_connections_cut, lasts_s=0.0), id="judge_connections_cut"),
        pytest.param(Trouble(judge_reply_cut_by_the_network), id="judge_reply_cut_by_the_network"),
        pytest.param(Trouble(switched("hang")), id="judge_hangs"),
        pytest.param(Trouble(switched("error_500")), id="judge_answers_500"),
        pytest.param(Trouble(switched("busy_429")), id="judge_answers_429"),
        pytest.param(Trouble(switched("away_503")), id="judge_answers_503"),
        pytest.param(Trouble(switched("garbage")), id="judge_sends_garbage"),
        pytest.param(Trouble(switched("no_choices")), id="judge_sends_no_choices"),
        pytest.param(Trouble(switched("cut")), id="judge_breaks_off_its_replies"),
        pytest.param(Trouble(switched("right", seconds=2.5)), id="judge_slow"),
    ],
)
def test_a_judge_that_recovers(
    site: Site, undisturbed: Results, trouble: Trouble, request: pytest.FixtureRequest
) -> None:
    trouble.begin(site)
    run = submit_endpoint(site, request.node.callspec.id)
    run.wait_until_stored(1)
    time.sleep(trouble.lasts_s)
    site.way_to_judge.heal()
    site.judge_mode("right")
    run.wait_and_check(undisturbed, within_s=PATIENT_S)


@pytest.mark.parametrize("mode", [pytest.param(mode, id=f"judge_{mode}") for mode in ("wrong_model", "wrong_version")])
def test_another_judge_at_its_address(
    site: Site, undisturbed: Results, mode: str, request: pytest.FixtureRequest
) -> None:
    """It gets no work, author and operator read why, and the run goes on when the right one is back."""
    site.way_to_judge.refuse()
    first = submit_endpoint(site, f"{request.node.callspec.id}, away before")
    wait_until(lambda: bool(first.state()["progress"]["waiting_for"]), "the reason for waiting", within_s=30)
    site.judge_mode(mode)
    site.way_to_judge.heal()
    run = submit_endpoint(site, request.node.callspec.id)
    refusal = "does not match the profile"
    wait_until(lambda: refusal in run.state()["progress"]["waiting_for"], "the reason for authors", within_s=30)
    assert refusal in site.operators_page()
    assert run.judged == first.judged == 0
    site.judge_mode("right")
    for waiting in (first, run):
        waiting.wait_and_check(undisturbed, within_s=PATIENT_S)


def wait_for_a_hint(site: Site, run: Run, broken_calls: int) -> None:
    """Wait until the judge got so many calls while it was broken, or the run has ended."""
    before = site.judge_calls()["calls"]
    with suppress(AssertionError):  # it is not asked any more: that is right
        wait_until(
            lambda: site.judge_calls()["calls"] >= before + broken_calls or run.outcome != "running",
            "calls of the broken judge",
            within_s=35,
        )


@pytest.mark.parametrize(
    "mode",
    [
        pytest.param("error_500", id="judge_answers_500_for_minutes"),
        pytest.param("garbage", id="judge_sends_garbage_for_minutes"),
        pytest.param("hang", id="judge_hangs_for_minutes"),
    ],
)
def test_a_judge_that_is_broken_for_minutes(
    site: Site, undisturbed: Results, mode: str, request: pytest.FixtureRequest
) -> None:
    """Its health check passes and no call succeeds: the work waits, and no judgement is given up."""
    site.judge_mode(mode)
    run = submit_endpoint(site, request.node.callspec.id)
    run.wait_until_stored(1)
    with hurried(site):
        wait_for_a_hint(site, run, broken_calls=100)
        assert run.outcome == "running", "the judgements were given up"
        assert run.state()["progress"]["waiting_for"], "its author does not read why it waits"
        site.judge_mode("right")
        run.wait_and_check(undisturbed, within_s=PATIENT_S)


@pytest.mark.parametrize(
    "mode",
    [
        pytest.param("collapsed", id="judge_collapsed"),
        pytest.param("malformed", id="judge_replies_malformed"),
        pytest.param("truncated", id="judge_replies_truncated"),
        pytest.param("identical", id="judge_replies_identical"),
    ],
)
def test_a_judge_that_collapses_without_errors(
    site: Site, undisturbed: Results, mode: str, request: pytest.FixtureRequest
) -> None:
    """Its replies mean nothing: work is held back, operators read it, and what was recorded is judged again."""
    site.judge_mode(mode)
    name = request.node.callspec.id
    runs = [submit_endpoint(site, f"{name}, {number}") for number in range(1, 5)]
    with hurried(site):
        for run in runs:
            run.wait_until_stored(4)
        time.sleep(8)
        told = "collapsed" in site.operators_page().lower()
        site.judge_mode("right")
        for run in runs:
            run.wait_and_check(undisturbed, within_s=PATIENT_S)
    assert told, "operators do not read that the judge has collapsed"


def test_judge_thinks_aloud(site: Site, undisturbed: Results) -> None:
    """Reasoning before the JSON, ended by </think>, is read as the same answer."""
    site.judge_mode("thinks_aloud")
    run = submit_endpoint(site, "judge_thinks_aloud")
    run.wait_for_end()
    assert run.outcome == "scored"
    assert run.results().scores == undisturbed.scores
    run.publish()
    run.wait_until_published()


def test_judge_thinks_aloud_about_a_hidden_suite(site: Site) -> None:
    """The board is published all the same; what the judge thought is in no evidence."""
    site.judge_mode("thinks_aloud")
    run = submit_endpoint(site, "judge_thinks_aloud_about_a_hidden_suite", suite=HIDDEN)
    run.wait_for_end()
    assert run.outcome == "scored"
    run.publish()
    run.wait_until_published(within_s=20)
