"""``salon`` against a whole site: from login to scores, and a folder in three commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from leaderboard.demo import visit
from leaderboard.demo.visitor import Visitor
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.stack import Stack
from tests.leaderboard.domain.pictures import png

pytestmark = pytest.mark.processes


class Shell:
    """Runs ``salon`` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def run(self, *arguments: object, typed: str = "", code: int = 0) -> str:
        """What a command prints; it has to end with ``code``."""
        done = subprocess.run(
            [sys.executable, "-m", "leaderboard.client", *map(str, arguments)],
            cwd=CHECKOUT,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("SALON_")},
                "HOME": str(self._home),
                "XDG_CONFIG_HOME": str(self._home),
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            },
            input=typed,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def json(self, *arguments: object) -> Any:
        """The JSON that a command prints."""
        return json.loads(self.run(*arguments, "--json"))


@pytest.fixture
def shell(stack: Stack, visitor: Visitor, tmp_path: Path) -> Shell:
    """Signed in with the visitor's token."""
    shell = Shell(tmp_path)
    shell.run("login", stack.site_url, "--token-stdin", typed=f"{visitor.api_token}\n")
    return shell


def test_an_endpoint_is_submitted_watched_published_and_its_pictures_downloaded(
    shell: Shell, stack: Stack, tmp_path: Path
) -> None:
    shell.run("generators", "add", "From a shell", "--organisation", "Tests", "--licence", "MIT")
    about = ("--generator", "From a shell", "--suite", visit.SUITE, "--lang", "en", "--size", "256x256")
    lines = shell.run(
        "submit", "endpoint", stack.generator_url, *about, "--model", "sample-plain", "--watch", "--json"
    ).splitlines()
    first, last = json.loads(lines[0]), json.loads(lines[-1])
    assert (first["outcome"], last["outcome"]) == ("running", "scored")
    scores = shell.json("results", last["id"])["scores"]
    (overall,) = (line for line in scores if line["level"] == "overall" and line["scope"] == "judged")
    assert 0 < overall["mean"] < 100
    assert f"{overall['mean']:.2f}" in shell.run("results", last["id"])
    assert shell.json("publish", last["id"], "--yes")["public_at"]
    folder = tmp_path / "pictures"
    counts = shell.json("download", "pictures", last["id"], "--to", folder)
    assert counts["downloaded"] == len(list(folder.iterdir())) == len(shell.json("prompts", visit.SUITE))
    assert shell.json("download", "pictures", last["id"], "--to", folder)["downloaded"] == 0
    assert shell.json("check", folder, "--suite", visit.SUITE, "--lang", "en")["accepted"]


def test_a_job_api_is_tested_and_submitted_with_a_file_that_describes_it(
    shell: Shell, stack: Stack, tmp_path: Path
) -> None:
    jobs = stack.generator_url.removesuffix("/v1") + "/jobs"
    described = {
        "kind": "job",
        "template": {
            "input": {"prompt": "{prompt}", "width": "{width}", "height": "{height}", "seed": "{seed}"},
            "model": "{model}",
        },
        "status_url": "$.urls.get",
        "state": "$.status",
        "succeeded": ["succeeded"],
        "failed": ["failed"],
        "picture": "$.output[0]",
        "interval_s": 0.2,
    }
    file, picture = tmp_path / "jobs.json", tmp_path / "test.webp"
    file.write_text(json.dumps(described))
    about = ("--suite", visit.SUITE, "--lang", "en", "--model", "sample-plain", "--size", "256x256")
    tested = shell.json("test", "endpoint", jobs, *about, "--adapter-file", file, "--output", picture)
    assert (tested["state"], tested["error"]) == ("works", "")
    assert picture.read_bytes().startswith(b"RIFF")
    assert tested["exchanges"][0]["request"].startswith(f"POST {jobs}\n")
    file.write_text(json.dumps(described | {"picture": "$.images[0]"}))
    failed = shell.run("test", "endpoint", jobs, *about, "--adapter-file", file, code=1)
    assert "the reply has nothing at $.images[0]" in failed
    file.write_text(json.dumps(described))
    shell.run("generators", "add", "From jobs", "--organisation", "Tests", "--licence", "MIT")
    submit = ("submit", "endpoint", jobs, *about, "--adapter-file", file, "--generator", "From jobs")
    assert json.loads(shell.run(*submit, "--watch", "--json").splitlines()[-1])["outcome"] == "scored"


def test_two_pictures_per_prompt_come_from_an_endpoint_with_seeds_of_their_own_and_go_back_as_a_folder(
    shell: Shell, stack: Stack, tmp_path: Path
) -> None:
    shell.run("generators", "add", "Twice", "--organisation", "Tests", "--licence", "MIT")
    about = ("--generator", "Twice", "--suite", visit.SUITE, "--lang", "en", "--pictures-per-prompt", "2")
    sample = ("--model", "sample-plain", "--size", "256x256", "--extra", json.dumps({"seed": "{seed}"}))
    lines = shell.run("submit", "endpoint", stack.generator_url, *about, *sample, "--watch", "--json").splitlines()
    made = json.loads(lines[-1])
    prompts = len(shell.json("prompts", visit.SUITE))
    assert (made["outcome"], made["pictures_per_prompt"]) == ("scored", 2)
    assert made["progress"]["images_stored"] == 2 * prompts
    assert shell.json("publish", made["id"], "--yes")["public_at"]
    with httpx.Client(base_url=stack.site_url) as reader:
        images = reader.get(f"/api/v1/submissions/{made['id']}/images").json()["items"]
    assert sorted(image["sample"] for image in images) == [1] * prompts + [2] * prompts
    assert len({image["seed"] for image in images}) == len({image["sha256"] for image in images}) == 2 * prompts
    folder = tmp_path / "pictures"
    assert shell.json("download", "pictures", made["id"], "--to", folder)["downloaded"] == 2 * prompts
    assert shell.json("check", folder, *about[2:])["accepted"]
    last = json.loads(shell.run("submit", "folder", folder, *about, "--watch", "--json").splitlines()[-1])
    assert (last["outcome"], last["progress"]["images_stored"]) == ("scored", 2 * prompts)


def test_a_folder_is_scored_in_three_commands(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for line in map(json.loads, shell.run("prompts", visit.SUITE, "--lang", "en").splitlines()):
        (folder / line["file"]).write_bytes(png(line["position"]))
    shell.run("generators", "add", "From a folder", "--organisation", "Tests", "--licence", "MIT")
    about = ("--generator", "From a folder", "--suite", visit.SUITE, "--lang", "en")
    assert shell.run("submit", "folder", folder, *about, "--watch").strip().isdecimal()


def test_practice_is_scored_and_a_cancelled_run_is_judged_no_further(shell: Shell, stack: Stack) -> None:
    shell.run("generators", "add", "Practising", "--organisation", "Tests", "--licence", "MIT")
    (core,) = (suite for suite in shell.json("suites") if suite["key"].startswith("core"))
    about = ("--generator", "Practising", "--suite", f"{core['key']}/{core['version']}", "--lang", "en")
    sample = (stack.generator_url, *about, "--size", "256x256", "--model", "sample-plain")
    lines = shell.run("submit", "endpoint", *sample, "--practice", "--watch", "--json").splitlines()
    practice = json.loads(lines[-1])
    assert (practice["outcome"], practice["practice"], practice["progress"]["images_stored"]) == ("scored", True, 24)
    shell.run("publish", practice["id"], "--yes", code=3)
    run = shell.json("submit", "endpoint", *sample)["id"]
    shell.run("watch", run, "--timeout", "6", code=2)
    cancelled = shell.json("cancel", run, "--yes")
    assert (cancelled["outcome"], cancelled["cancelled_by"]) == ("failed", "author")
    judged = cancelled["progress"]["calls_recorded"]
    assert judged < cancelled["progress"]["calls_planned"]
    assert cancelled["progress"]["quota_refunded"] is (judged == 0)
    time.sleep(3)
    after = json.loads(shell.run("watch", run, "--json", code=1).splitlines()[-1])
    assert (after["outcome"], after["progress"]["calls_recorded"]) == ("failed", judged)
