"""A clock that is an hour ahead or behind, on any machine: the run ends as soon as ever, and somebody reads of it."""

from __future__ import annotations

import time

import pytest

from tests.faults.runs import Results, submit_endpoint
from tests.faults.site import Site, wait_until

HOUR = 3600
PROGRAMS = ("generation", "trials", "judging", "pipeline", "publishing", "sweeping", "intake", "beat", "site")
KINDS = [
    pytest.param(program, shift, id=f"clock_of_{program}_one_hour_{direction}")
    for program in PROGRAMS
    for shift, direction in ((HOUR, "ahead"), (-HOUR, "behind"))
]


@pytest.mark.parametrize(("program", "shift"), KINDS)
def test_a_clock_that_is_off(
    site: Site, undisturbed: Results, program: str, shift: int, request: pytest.FixtureRequest
) -> None:
    """With calls that have to be repeated, so that times are stored, and a release; then the clock is put right."""
    name = request.node.callspec.id
    with site.instructions.given(program, clock_s=shift):
        time.sleep(0.3)
        site.way_to_judge.refuse()
        run = submit_endpoint(site, name, misbehave="500-once")
        time.sleep(2)
        site.way_to_judge.heal()
        run.wait_and_check(undisturbed, within_s=50)
        run.publish()
        run.wait_until_published(within_s=30)
    site.messages.flush()
    after = submit_endpoint(site, f"{name}, put right")
    after.wait_and_check(undisturbed, within_s=30)


@pytest.mark.parametrize(
    "program",
    [pytest.param(name, id=f"clock_of_{name}_put_right_mid_run") for name in ("generation", "judging")],
)
def test_a_clock_that_is_put_right_in_the_middle(
    site: Site, undisturbed: Results, program: str, request: pytest.FixtureRequest
) -> None:
    """What was put off until an hour from now is not stuck for that hour."""
    site.way_to_judge.refuse()
    with site.instructions.given(program, clock_s=HOUR):
        time.sleep(0.3)
        run = submit_endpoint(site, request.node.callspec.id, misbehave="500-once")
        wait_until(lambda: sum(run.calls().values()) >= 2, "calls", within_s=20)
        time.sleep(3)
    site.way_to_judge.heal()
    run.wait_and_check(undisturbed)


def test_a_clock_that_is_off_is_reported(site: Site, undisturbed: Results) -> None:
    with site.instructions.given("judging", clock_s=HOUR):
        wait_until(
            lambda: "clock" in site.operators_page().lower(), "operators to read of the clock", within_s=20, every_s=2
        )
