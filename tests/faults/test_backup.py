"""A site is backed up in the middle of a run and destroyed; restored on an empty machine, the run ends as ever."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from leaderboard.embedded.paths import CHECKOUT
from tests.faults.runs import Results, Run, submit_bundle, submit_endpoint
from tests.faults.site import Site, running_site

pytestmark = pytest.mark.faults_quick


def manage(environment: Mapping[str, str], *arguments: object) -> str:
    """What a command prints, run as an operator does."""
    command = [sys.executable, "manage.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def judgements(run: Run) -> set[tuple[object, ...]]:
    """Every judgement of a run with the time at which it was given."""
    return set(
        run.site.rows(
            "SELECT j.id, j.dimension, j.judged_at FROM leaderboard_judgement j"
            " JOIN leaderboard_judgedimage d ON d.id = j.judging_id WHERE d.submission_id = %s",
            run.id,
        )
    )


def begin_runs(site: Site, bundle: Path) -> list[Run]:
    """A run that is half judged, one whose endpoint is being called, and a bundle that waits for its check.

    The workers that could end two of them meanwhile are killed, so that rows bear leases and messages of nobody.
    """
    site.judge_mode("right", seconds=0.5)
    judged = submit_endpoint(site, "judged")
    judged.wait_until_judged(4)
    site.kill("judging")
    called = submit_endpoint(site, "called", misbehave="hang")
    called.wait_until_called(1)
    site.kill("intake")
    return [judged, called, submit_bundle(site, "waiting", bundle)]


def test_runs_in_progress_go_on_in_the_restored_site(
    site: Site, undisturbed: Results, bundle: Path, tmp_path: Path
) -> None:
    target = tmp_path / "backups"
    runs = begin_runs(site, bundle)
    before = [judgements(run) for run in runs]
    manage({**os.environ, **site.stack.programs.environment}, "backup", target)
    assert [run.outcome for run in runs] == ["running"] * 3
    site.kill_all()  # and with the next line it has neither these runs nor their pictures
    site.mend()
    site.endpoint_mode("called", None)

    def restore(environment: Mapping[str, str]) -> None:
        shutil.copytree(site.home / "secrets", Path(environment["SALON_HOME"], "secrets"))
        told = manage(environment, "restore", target)
        assert "3 submissions go on when the workers start" in told
        assert "KEY_SECRET" not in told

    with (
        tempfile.TemporaryDirectory(prefix="salon-restored-", ignore_cleanup_errors=True) as folder,
        running_site(Path(folder) / "salon", restore) as restored,
    ):
        for run, recorded in zip(runs, before, strict=True):
            again = Run(restored, run.id, run.tag)
            assert again.wait_for_end() == "scored", again.cause
            assert again.results().scores == undisturbed.scores
            assert recorded <= judgements(again), "something was judged again"
            again.check_ended()
