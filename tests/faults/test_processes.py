"""Every process is killed, ended and frozen at every stage: the run ends by itself, with the same scores."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from leaderboard.embedded.processes import port_is_open
from tests.faults.runs import PICTURES, Results, hurried, submit_bundle, submit_endpoint
from tests.faults.site import Site, wait_until
from tests.faults.tools import signals
from tests.faults.tools.stages import Held, held


@dataclass(frozen=True)
class Stage:
    """A stage's worker, and the table that it writes last."""

    worker: str
    table: str


CHECKING = Stage("intake", "leaderboard_storedimage")
GENERATING = Stage("generation", "leaderboard_judgedimage")
JUDGING = Stage("judging", "leaderboard_judgement")
SCORING = Stage("pipeline", "leaderboard_imagescore")


def kill(site: Site, worker: str, held: Held) -> None:
    site.kill(worker)


def terminate(site: Site, worker: str, held: Held) -> None:
    """The worker ends by itself once the table is free."""
    ending = site.terminate(worker)
    held.connection.rollback()
    assert ending.process.wait(timeout=20) == 0


Signal = Callable[[Site, str, Held], None]


@pytest.mark.parametrize(
    ("how", "stage"),
    [
        pytest.param(kill, CHECKING, id="kill_intake_worker_while_checking"),
        pytest.param(terminate, CHECKING, id="terminate_intake_worker_while_checking"),
        pytest.param(kill, GENERATING, id="kill_generation_worker_while_recording"),
        pytest.param(terminate, GENERATING, id="terminate_generation_worker_while_recording"),
        pytest.param(kill, JUDGING, id="kill_judging_worker_while_recording", marks=pytest.mark.faults_quick),
        pytest.param(terminate, JUDGING, id="terminate_judging_worker_while_recording"),
        pytest.param(kill, SCORING, id="kill_pipeline_worker_while_scoring"),
        pytest.param(terminate, SCORING, id="terminate_pipeline_worker_while_scoring"),
    ],
)
def test_a_signal_at_a_stage(
    site: Site, undisturbed: Results, bundle: Path, how: Signal, stage: Stage, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    with held(site.postgres.url, stage.table) as table:
        run = submit_bundle(site, name, bundle) if stage is CHECKING else submit_endpoint(site, name)
        table.wait_for_a_writer()
        how(site, stage.worker, table)
    site.stack.start_worker(stage.worker)
    run.wait_and_check(undisturbed)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(kill, id="kill_publishing_worker_while_publishing"),
        pytest.param(terminate, id="terminate_publishing_worker_while_publishing"),
    ],
)
def test_a_signal_while_publishing(
    site: Site, undisturbed: Results, how: Signal, request: pytest.FixtureRequest
) -> None:
    run = submit_endpoint(site, request.node.callspec.id)
    run.wait_for_end()
    with held(site.postgres.url, "leaderboard_releaserow") as table:
        run.publish()
        table.wait_for_a_writer()
        how(site, "publishing", table)
    site.stack.start_worker("publishing")
    run.wait_until_published()
    run.check(undisturbed)


def test_kill_generation_worker_while_calling(site: Site, undisturbed: Results) -> None:
    run = submit_endpoint(site, "kill_generation_worker_while_calling", misbehave="hang")
    run.wait_until_called(2)
    site.kill("generation")
    site.endpoint_mode(run.tag, None)
    site.stack.start_worker("generation")
    run.wait_and_check(undisturbed)


def test_kill_judging_worker_while_calling(site: Site, undisturbed: Results) -> None:
    site.judge_mode("hang")
    run = submit_endpoint(site, "kill_judging_worker_while_calling")
    wait_until(lambda: site.judge_calls()["in_flight"] >= 3, "calls to the judge", within_s=30)
    site.kill("judging")
    site.judge_mode("right")
    site.stack.start_worker("judging")
    run.wait_and_check(undisturbed)


def test_terminate_judging_worker_while_the_judge_hangs(site: Site, undisturbed: Results) -> None:
    """It gives up its calls and ends; the work is another worker's."""
    site.judge_mode("hang")
    run = submit_endpoint(site, "terminate_judging_worker_while_the_judge_hangs")
    wait_until(lambda: site.judge_calls()["in_flight"] >= 3, "calls to the judge", within_s=30)
    ending = site.terminate("judging")
    ended = _ends_within(ending.process.pid, 3)
    site.judge_mode("right")
    if not ended:
        ending.process.kill()
    site.stack.start_worker("judging")
    run.wait_and_check(undisturbed)
    assert ended, "the worker did not end within 3 s of SIGTERM"


def test_kill_all_workers(site: Site, undisturbed: Results) -> None:
    site.judge_mode("right", seconds=1)
    run = submit_endpoint(site, "kill_all_workers")
    run.wait_until_stored(2)
    workers = list(site.stack.workers)
    for worker in workers:
        site.kill(worker)
    for worker in workers:
        site.stack.start_worker(worker)
    run.wait_and_check(undisturbed)


@pytest.mark.parametrize(
    "how", [pytest.param(signal.SIGKILL, id="kill_beat"), pytest.param(signal.SIGTERM, id="terminate_beat")]
)
def test_beat_ends(site: Site, undisturbed: Results, how: signal.Signals, request: pytest.FixtureRequest) -> None:
    """Whoever restarts beat makes the run go on, whatever was lost meanwhile."""
    site.judge_mode("right", seconds=1)
    run = submit_endpoint(site, request.node.callspec.id)
    run.wait_until_stored(1)
    site.stack.programs.stop(site.program("beat"), how=how)
    site.messages.flush()
    site.start_beat()
    run.wait_and_check(undisturbed)


def test_no_beat_in_a_calm_run(site: Site, undisturbed: Results) -> None:
    """Without any fault a run ends without beat: whoever ends a call offers the next."""
    site.stack.programs.stop(site.program("beat"))
    first = submit_endpoint(site, "no_beat_in_a_calm_run_1", misbehave="slow", seconds=1)
    others = [submit_endpoint(site, f"no_beat_in_a_calm_run_{number}") for number in range(2, 6)]
    for run in (first, *others):
        run.wait_and_check(undisturbed, within_s=30)


def test_freeze_judging_worker_beyond_its_lease(site: Site, undisturbed: Results) -> None:
    """What the frozen worker brings when it wakes is refused: the work was another's."""
    site.judge_mode("hang")
    run = submit_endpoint(site, "freeze_judging_worker_beyond_its_lease")
    wait_until(lambda: site.judge_calls()["in_flight"] >= 3, "calls to the judge", within_s=30)
    with signals.frozen(site.stack.workers["judging"]), site.second_worker("judging"):
        site.judge_mode("right")
        run.wait_and_check(undisturbed)
    time.sleep(1)
    run.check(undisturbed)


def test_freeze_generation_worker_beyond_its_lease(site: Site, undisturbed: Results) -> None:
    run = submit_endpoint(site, "freeze_generation_worker_beyond_its_lease", misbehave="hang")
    run.wait_until_called(2)
    with signals.frozen(site.stack.workers["generation"]), site.second_worker("generation"):
        site.endpoint_mode(run.tag, None)
        run.wait_and_check(undisturbed)
    time.sleep(1)
    run.check(undisturbed)


def _freeze_in_transaction(site: Site, stage: Stage, frozen: ExitStack, table: Held) -> None:
    """Freeze a worker that waits for a table, then free the table: its transaction stays open and idle."""
    table.wait_for_a_writer()
    frozen.enter_context(signals.frozen(site.stack.workers[stage.worker]))
    table.connection.rollback()
    idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = 'salon'"
    wait_until(lambda: site.value(idle) > 0, "a transaction that is left open", within_s=10)


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param(GENERATING, id="freeze_generation_worker_in_a_transaction"),
        pytest.param(SCORING, id="freeze_pipeline_worker_in_a_transaction"),
    ],
)
def test_a_frozen_transaction(site: Site, undisturbed: Results, stage: Stage, request: pytest.FixtureRequest) -> None:
    """It keeps nobody from working for long: not its own run, and no other."""
    name = request.node.callspec.id
    with ExitStack() as frozen:
        with held(site.postgres.url, stage.table) as table:
            run = submit_endpoint(site, name)
            _freeze_in_transaction(site, stage, frozen, table)
        frozen.enter_context(site.second_worker(stage.worker))
        other = submit_endpoint(site, f"{name}, beside")
        other.wait_and_check(undisturbed, within_s=40)
        run.wait_and_check(undisturbed, within_s=40)


def test_our_crashes_do_not_use_up_the_endpoints_attempts(site: Site, undisturbed: Results) -> None:
    """Four kills and one failed call: every picture comes all the same."""
    run = submit_endpoint(site, "our_crashes", misbehave="slow", seconds=3)
    with hurried(site):
        for crash in range(1, 5):
            run.wait_until_called(crash * PICTURES)
            site.kill("generation")
            site.stack.start_worker("generation")
        site.endpoint_mode(run.tag, "500-once")
        run.wait_and_check(undisturbed)


def test_kill_site(site: Site, undisturbed: Results, bundle: Path) -> None:
    """Its main process is killed: its child ends too, so that another one can take its place."""
    run = submit_bundle(site, "kill_site", bundle)
    program = site.program("site")
    children = psutil.Process(program.process.pid).children(recursive=True)
    program.process.kill()
    program.process.wait()
    _, alive = psutil.wait_procs(children, timeout=5)
    for child in alive:
        child.kill()
    site.stack.programs.running.remove(program)
    wait_until(lambda: not port_is_open(site.stack.port), "the port to be free", within_s=10)
    site.start_site()
    run.wait_and_check(undisturbed)
    assert alive == [], "a child of the web server outlived it"


def _ends_within(pid: int, seconds: float) -> bool:
    try:
        psutil.Process(pid).wait(timeout=seconds)
    except psutil.TimeoutExpired:
        return False
    except psutil.NoSuchProcess:
        return True
    return True
