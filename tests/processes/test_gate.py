"""The jobs of docs/ci against a whole site: green for a re-run, red for blurred pictures; and nothing is sent twice."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image, ImageFilter

from leaderboard.demo import visit
from leaderboard.demo.bundles import png
from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.demo.visitor import Visitor
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.stack import Stack

pytestmark = pytest.mark.processes

CI = CHECKOUT / "docs" / "ci"
MARGIN = "--margin overall=2"
"""Which 24 prompts can show."""


class Runner:
    """Runs the scripts of CI jobs as a build server does: in a working folder, with ``salon`` installed."""

    def __init__(self, stack: Stack, token: str, folder: Path) -> None:
        self.folder = folder
        self._environment = {"SALON_URL": stack.site_url, "SALON_TOKEN": token}
        command = folder / "temp" / "salon" / "bin" / "salon"
        command.parent.mkdir(parents=True)
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m leaderboard.client "$@"\n')
        command.chmod(0o755)
        self._path = str(command.parent)

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SALON_")},
            **self._environment,
            "HOME": str(self.folder),
            "PATH": f"{self._path}:{os.environ['PATH']}",
            "PYTHONPATH": str(CHECKOUT),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_RUN_ID": "4711",
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def salon(self, *arguments: str) -> str:
        """What a command prints; it has to succeed."""
        done = self.run(shlex.join(["salon", *arguments]))
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def runner(stack: Stack, visitor: Visitor, tmp_path: Path) -> Runner:
    return Runner(stack, visitor.api_token, tmp_path)


@pytest.fixture
def baseline(runner: Runner, visitor: Visitor) -> str:
    """The number of a scored submission of the pictures in the folder ``pictures``."""
    prompts = visitor.prompts(visit.SUITE)
    draw(runner.folder / "pictures", prompts)
    draw(runner.folder / "blurred", prompts, blur=6)
    runner.salon("generators", "add", "Gated", "--organisation", "Tests", "--licence", "MIT")
    about = ("--generator", "Gated", "--suite", visit.SUITE, "--lang", "en", "--watch")
    return runner.salon("submit", "folder", "pictures", *about).split()[0]


def draw(folder: Path, prompts: Sequence[Mapping[str, Any]], blur: int = 0) -> None:
    folder.mkdir()
    for prompt in prompts:
        picture: Image.Image = draw_picture(prompt["texts"]["en"], width=512, height=512, quality=0.8)
        (folder / f"{prompt['key']}.en.png").write_bytes(png(picture.filter(ImageFilter.GaussianBlur(blur))))


def test_the_jobs_of_gitlab_and_github_are_green_for_a_rerun_and_red_for_blurred_pictures(
    runner: Runner, baseline: str
) -> None:
    (job,) = yaml.safe_load((CI / "gitlab.yml").read_text()).values()
    gitlab = job["script"][-1].replace("--baseline 17", f"--baseline {baseline} {MARGIN}")
    green = runner.run(gitlab)
    assert green.returncode == 0, green.stdout + green.stderr
    assert "Equivalent: Overall" in green.stdout
    red = runner.run(gitlab.replace("candidate pictures", "candidate blurred"))
    assert red.returncode == 1, red.stdout + red.stderr
    assert "Worse: Overall" in red.stdout
    assert (runner.folder / "gate.html").read_text().count("data:image/") == 12
    assert (runner.folder / "gate.html").stat().st_size < 10**6
    action = yaml.safe_load((CI / "salon-gate" / "action.yml").read_text())
    (compare,) = (step["run"] for step in action["runs"]["steps"] if step["name"] == "Compare")
    again = runner.run(compare, BASELINE=baseline, CANDIDATE="blurred", OPTIONS=MARGIN)
    assert again.returncode == 1, again.stdout + again.stderr
    assert "already submitted as submission" in again.stderr
    assert "Salon gate: worse" in (runner.folder / "summary.md").read_text()
    assert {file.name for file in (runner.folder / "salon-gate").iterdir()} == {
        *("gate.md", "gate.html", "gate.xml", "gate.json")
    }


def test_the_snippets_name_what_the_action_has() -> None:
    (job,) = yaml.safe_load((CI / "github.yml").read_text())["jobs"].values()
    action = yaml.safe_load((CI / "salon-gate" / "action.yml").read_text())
    required = {name for name, facts in action["inputs"].items() if facts.get("required")}
    assert set(job["steps"][-1]["with"]) == required
    assert all(len((CI / name).read_text().splitlines()) <= 10 for name in ("github.yml", "gitlab.yml"))
