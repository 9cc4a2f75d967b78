"""Publishing and the sweeper: what fails is put off, named and tried again, and everything else goes on."""

from __future__ import annotations

import re
import time

from tests.faults.runs import SINGLE, Results, submit_endpoint
from tests.faults.site import Site, wait_until
from tests.faults.tools.stages import held

FORBIDDEN = "42501"


def test_a_board_that_cannot_be_published(site: Site, undisturbed: Results) -> None:
    """Another board is published meanwhile, operators read the cause, and it is tried again."""
    broken = submit_endpoint(site, "a_board_that_cannot_be_published")
    other = submit_endpoint(site, "a_board_that_cannot_be_published, beside", suite=SINGLE)
    for run in (broken, other):
        run.wait_for_end()
    condition = (
        "(SELECT s.key FROM leaderboard_board b JOIN leaderboard_promptsuite s ON s.id = b.suite_id"
        " WHERE b.id = NEW.board_id) = 'faults'"
    )
    with site.postgres.refusing_writes("leaderboard_release", error_code=FORBIDDEN, condition=condition):
        broken.publish()
        other.publish()
        other.wait_until_published()
        time.sleep(3)
        page = site.operators_page()
        attempts = len(re.findall(r"attempt \d+ to publish failed", site.log("worker-publishing")))
    broken.wait_until_published()
    broken.check(undisturbed)
    assert "refused by a test" in page, "operators do not read the cause"
    assert 1 <= attempts <= 12, "it was tried again and again without a pause"


def test_publishing_that_takes_long(site: Site, undisturbed: Results) -> None:
    """The sweeper goes on beside it: a run whose messages are lost ends."""
    runs = [submit_endpoint(site, f"publishing_that_takes_long {suite}", suite=suite) for suite in ("faults/1", SINGLE)]
    for run in runs:
        run.wait_for_end()
    with held(site.postgres.url, "leaderboard_releaserow") as table:
        for run in runs:
            run.publish()
        table.wait_for_a_writer()
        site.judge_mode("right", seconds=1)
        beside = submit_endpoint(site, "publishing_that_takes_long, beside")
        beside.wait_until_stored(2)
        site.messages.flush()
        beside.wait_and_check(undisturbed, within_s=30)
    for run in runs:
        run.wait_until_published()


def test_a_submission_that_breaks_the_sweep(site: Site, undisturbed: Results) -> None:
    """The others are swept all the same, and the log names the one that is broken."""
    site.way_to_judge.refuse()
    name = "a_submission_that_breaks_the_sweep"
    older = submit_endpoint(site, f"{name}, older")
    broken = submit_endpoint(site, name, misbehave="slow", seconds=1)
    newer = submit_endpoint(site, f"{name}, newer")
    with site.postgres.refusing_writes(
        "leaderboard_submission", error_code=FORBIDDEN, condition=f"NEW.id = {broken.id}"
    ):
        for run in (older, broken, newer):
            run.wait_until_stored(4)
        # From here only the sweeper offers the others' work again.
        wait_until(lambda: not site.messages.waiting("judging"), "an empty queue", within_s=20)
        time.sleep(2)
        site.messages.flush()
        site.way_to_judge.heal()
        for run in (older, newer):
            run.wait_and_check(undisturbed, within_s=40)
        assert broken.outcome == "running"
        log = site.log("worker-sweeping")
    broken.wait_and_check(undisturbed)
    assert f"submission {broken.id}" in log


def test_the_sweeper_says_what_it_did(site: Site, undisturbed: Results) -> None:
    site.judge_mode("right", seconds=1)
    run = submit_endpoint(site, "the_sweeper_says_what_it_did")
    run.wait_until_stored(1)
    site.messages.flush()
    run.wait_and_check(undisturbed)
    wait_until(lambda: "sweep" in site.log("worker-sweeping").partition(" ready.")[2], "a line in the log", within_s=5)
