"""Storage that is full, read-only or has lost a file: the run waits or ends with a cause, and nobody pays for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.faults.runs import PICTURES, Results, Run, hurried, submit_bundle, submit_endpoint
from tests.faults.site import Site, wait_until
from tests.faults.tools import signals


def storage_full(site: Site) -> AbstractContextManager[None]:
    return site.storage.full()


def storage_read_only(site: Site) -> AbstractContextManager[None]:
    return site.storage.read_only()


Fault = Callable[[Site], AbstractContextManager[None]]


@pytest.mark.parametrize("fault", [pytest.param(storage_full, marks=pytest.mark.faults_quick), storage_read_only])
def test_storage_that_takes_no_picture(site: Site, undisturbed: Results, fault: Fault) -> None:
    """The endpoint is not called for pictures that cannot be stored; author and operator read why."""
    with fault(site):
        run = submit_endpoint(site, fault.__name__)
        time.sleep(10)
        calls = sum(run.calls().values())
        told = "storage" in str(run.state()["progress"]).lower()
        operators_told = "storage" in site.operators_page().lower()
    run.wait_and_check(undisturbed)
    assert calls <= PICTURES, "the endpoint was called again and again"
    assert told, "its author does not read why it waits"
    assert operators_told, "operators do not read it"


def test_storage_full_while_checking_a_bundle(site: Site, undisturbed: Results, bundle: Path) -> None:
    with signals.frozen(site.stack.workers["intake"]):
        run = submit_bundle(site, "storage_full_while_checking_a_bundle", bundle)
        full = site.storage.full()
        full.__enter__()
    time.sleep(6)
    assert run.outcome == "running"
    full.__exit__(None, None, None)
    run.wait_and_check(undisturbed)


def test_storage_full_while_publishing(site: Site, undisturbed: Results) -> None:
    """The release comes by itself when there is room again; operators read why it does not come."""
    run = submit_endpoint(site, "storage_full_while_publishing")
    run.wait_for_end()
    with site.storage.full():
        run.publish()
        time.sleep(6)
        page = site.operators_page()
    run.wait_until_published()
    run.check(undisturbed)
    assert "faults-1-pixel-baseline-3-en" in page, "operators do not read that the board waits"


def picture_missing(file: Path) -> None:
    file.unlink()


def picture_truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


@contextmanager
def waiting_for_the_judge(site: Site, name: str) -> Iterator[tuple[Run, Path]]:
    """A run whose pictures are stored and wait for the judge, and the first picture's file."""
    site.way_to_judge.refuse()
    run = submit_endpoint(site, name)
    run.wait_until_stored(PICTURES)
    sha256 = site.value(
        "SELECT stored_id FROM leaderboard_generatedimage WHERE submission_id = %s ORDER BY id LIMIT 1", run.id
    )
    yield run, site.storage.stored(sha256)
    site.way_to_judge.heal()


@pytest.mark.parametrize("lose", [picture_missing, picture_truncated])
def test_a_lost_picture(site: Site, undisturbed: Results, lose: Callable[[Path], None]) -> None:
    """After a few tries the submission ends as a failure on our side, which costs no quota; author and operator read
    why.
    """
    with waiting_for_the_judge(site, lose.__name__) as (run, file):
        whole = file.read_bytes()
        lose(file)
    try:
        with hurried(site):
            assert run.wait_for_end(40) == "failed"
        assert "our side" in run.state()["cause"]
        assert run.refunded
        assert str(run.id) in site.operators_page()
    finally:
        file.write_bytes(whole)


def test_picture_missing_for_a_while(site: Site, undisturbed: Results) -> None:
    """A file that comes back, as after a mount was repaired, costs nothing."""
    with waiting_for_the_judge(site, "picture_missing_for_a_while") as (run, file):
        aside = file.rename(file.with_suffix(".aside"))
    time.sleep(5)
    aside.rename(file)
    run.wait_and_check(undisturbed)


def test_bundle_missing_before_its_check(site: Site, bundle: Path) -> None:
    with signals.frozen(site.stack.workers["intake"]):
        run = submit_bundle(site, "bundle_missing_before_its_check", bundle)
        name = site.value("SELECT file FROM leaderboard_bundlerun WHERE submission_id = %s", run.id)
        (site.storage.folder / name).unlink()
    with hurried(site):
        assert run.wait_for_end(30) == "failed"
    assert "our side" in run.state()["cause"]
    assert run.refunded
    run.check_ended()


def test_leftovers_are_cleared_away(site: Site) -> None:
    """What a killed worker left half written is deleted when it is a day old."""
    part = site.storage.folder / "images" / "00" / f".{'0' * 32}.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(b"half a picture")
    upload = site.home / "tmp" / "tmpabcdefgh.upload.zip"
    upload.write_bytes(b"half a bundle")
    for file in (part, upload):
        _make_old(file)
    wait_until(lambda: not part.exists() and not upload.exists(), "the leftovers to be deleted", within_s=15)


def _make_old(file: Path) -> None:
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(file, (two_days_ago, two_days_ago))
