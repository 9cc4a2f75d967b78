"""Whatever runs twice or is told five times: everything is done once."""

from __future__ import annotations

import pytest

from leaderboard.pipeline.work import queue
from tests.faults.runs import Results, Run, check_nothing_twice, submit_endpoint
from tests.faults.site import Site, wait_until

PROGRAMS = ("generation", "trials", "judging", "pipeline", "publishing", "sweeping", "intake", "beat", "site")


def test_two_beats(site: Site, undisturbed: Results) -> None:
    beat = site.start_beat("beat-2")
    run = submit_endpoint(site, "two_beats")
    run.wait_and_check(undisturbed)
    assert set(run.calls().values()) == {1}
    site.stack.programs.stop(beat)


def test_two_sweepers(site: Site, undisturbed: Results) -> None:
    with site.second_worker("sweeping"):
        run = submit_endpoint(site, "two_sweepers")
        while run.outcome == "running":
            for _ in range(4):
                site.messages.send(queue.SWEEP)
        run.check(undisturbed)
    assert set(run.calls().values()) == {1}


@pytest.mark.faults_quick
def test_every_message_five_times(site: Site, undisturbed: Results) -> None:
    with site.instructions.given(*PROGRAMS, copies=5):
        run = submit_endpoint(site, "every_message_five_times")
        run.wait_and_check(undisturbed)
        run.publish()
        run.wait_until_published()
    assert set(run.calls().values()) == {1}
    check_nothing_twice(site)


def test_messages_of_a_run_that_has_ended(site: Site, undisturbed: Results) -> None:
    run = submit_endpoint(site, "messages_of_a_run_that_has_ended")
    run.wait_for_end()
    calls = site.judge_calls()["calls"]
    _send_all_again(site, run)
    wait_until(lambda: not any(map(site.messages.waiting, queue.QUEUES.values())), "empty queues", within_s=20)
    run.check(undisturbed)
    assert set(run.calls().values()) == {1}
    assert site.judge_calls()["calls"] == calls


def _send_all_again(site: Site, run: Run) -> None:
    images = "SELECT id FROM leaderboard_generatedimage WHERE submission_id = %s"
    judgings = "SELECT id FROM leaderboard_judgedimage WHERE submission_id = %s"
    for task, keys in (
        (queue.GENERATE, [row[0] for row in site.rows(images, run.id)]),
        (queue.JUDGE, [row[0] for row in site.rows(judgings, run.id)]),
        (queue.SCORE, [run.id]),
        (queue.CHECK_BUNDLE, [run.id]),
    ):
        site.messages.send(task, *keys, copies=3)


def test_two_publishers(site: Site, undisturbed: Results) -> None:
    run = submit_endpoint(site, "two_publishers")
    run.wait_for_end()
    with site.second_worker("publishing"):
        boards = [row[0] for row in site.rows("SELECT id FROM leaderboard_board")]
        run.publish()
        site.messages.send(queue.PUBLISH, *boards, copies=10)
        run.wait_until_published()
        wait_until(lambda: not site.messages.waiting(queue.PUBLISHING), "an empty queue", within_s=20)
    assert len(run.releases()) == 1
    check_nothing_twice(site)
