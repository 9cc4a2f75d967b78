"""``salon judge`` beside a whole site: the same bundle, the same scores, intervals and evidence, bit for bit."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard
from PIL import Image

from leaderboard.demo import visit
from leaderboard.demo.bundles import png
from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.demo.visitor import Visitor, wait_for
from leaderboard.domain.images.redraw import prepare_for_judge
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.stack import Stack
from tests.processes.test_client import Shell

pytestmark = pytest.mark.processes

CALLS = 113
"""Judge calls for the pictures of the demo suite in one language."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of different sizes and formats, one of them larger than the judge gets it and not square."""
    folder = tmp_path_factory.mktemp("local") / "pictures"
    folder.mkdir()
    prompts = (CHECKOUT / "prompts" / "core-v1" / "prompts.jsonl").read_text(encoding="utf-8").splitlines()[:24]
    for number, prompt in enumerate(map(json.loads, prompts)):
        size = (1200, 900) if number == 0 else (256, 320)
        picture = draw_picture(prompt["texts"]["en"], width=size[0], height=size[1], quality=0.3 + number / 40)
        if number % 3 == 1:
            picture.save(folder / f"{prompt['key']}.en.jpg", quality=90)
        else:
            (folder / f"{prompt['key']}.en.png").write_bytes(png(picture))
    return folder


@pytest.fixture(scope="module")
def two_each(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same and a second picture of every prompt, smaller and turned."""
    folder = tmp_path_factory.mktemp("two") / "pictures"
    folder.mkdir()
    for file in sorted(pictures.iterdir()):
        (folder / file.name).write_bytes(file.read_bytes())
        with Image.open(file) as picture:
            picture.rotate(180).resize((288, 256)).save(folder / file.name.replace(".en.", ".en.2."))
    return folder


@pytest.fixture
def shell(stack: Stack, visitor: Visitor, tmp_path: Path) -> Shell:
    """Signed in with the visitor's token."""
    shell = Shell(tmp_path)
    shell.run("login", stack.site_url, "--token-stdin", typed=f"{visitor.api_token}\n")
    return shell


def unpacked(path: Path) -> list[dict[str, Any]]:
    """The lines of an evidence file."""
    with path.open("rb") as file:
        data = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()
    return [json.loads(line) for line in data.splitlines()]


def without_place(lines: list[dict[str, Any]]) -> list[str]:
    """The canonical lines without what docs/local.md names as facts of the place."""
    head, *images = lines
    head = {name: value for name, value in head.items() if name not in ("submission", "generator")}
    images = [
        {**image, "judgements": [{n: v for n, v in entry.items() if n != "attempt"} for entry in image["judgements"]]}
        for image in images
    ]
    return [json.dumps(line, sort_keys=True) for line in (head, *images)]


def test_several_pictures_per_prompt_get_the_same_from_both(shell: Shell, two_each: Path, tmp_path: Path) -> None:
    shell.run("generators", "add", "Two each", "--organisation", "Tests", "--licence", "MIT")
    options = ("--suite", visit.SUITE, "--lang", "en", "--pictures-per-prompt", "2")
    number = int(shell.run("submit", "folder", two_each, "--generator", "Two each", *options, "--watch").strip())
    local = shell.json("judge", two_each, *options, "--judge", "pixel-baseline", "-o", tmp_path / "own")
    ours = [{name: value for name, value in line.items() if name not in ("low", "high")} for line in local["scores"]]
    assert ours == shell.json("results", number)["scores"]
    assert {line["images"] for line in ours if (line["level"], line["scope"]) == ("overall", "judged")} == {24}
    shell.run("download", "submission", number, "--to", tmp_path / "site.zst")
    own, site = tmp_path / "own" / "evidence.jsonl.zst", tmp_path / "site.zst"
    assert unpacked(own)[0]["format"] == "salon-evidence-2"
    assert without_place(unpacked(own)) == without_place(unpacked(site))
    assert len({shell.run("verify", file).split("what was judged")[1].strip() for file in (own, site)}) == 1


def test_a_bundle_gets_the_same_from_the_site_and_from_salon_judge(
    shell: Shell, stack: Stack, pictures: Path, tmp_path: Path
) -> None:
    shell.run("generators", "add", "Both ways", "--organisation", "Tests", "--licence", "MIT")
    about = ("--generator", "Both ways", "--suite", visit.SUITE, "--lang", "en", "--watch")
    number = int(shell.run("submit", "folder", pictures, *about).strip())
    options = ("--suite", visit.SUITE, "--lang", "en")
    by_url = shell.json("judge", pictures, *options, "--judge", stack.judge_url, "-o", tmp_path / "url")
    in_process = shell.json("judge", pictures, *options, "--judge", "pixel-baseline", "-o", tmp_path / "own")
    assert by_url == in_process
    assert (tmp_path / "url" / "report.html").read_bytes() == (tmp_path / "own" / "report.html").read_bytes()

    theirs = shell.json("results", number)["scores"]
    ours = [{name: value for name, value in line.items() if name not in ("low", "high")} for line in by_url["scores"]]
    assert ours == theirs
    assert sum(line["mean"] is not None for line in ours) > 30

    shell.run("publish", number, "--yes")
    with httpx.Client(base_url=stack.site_url) as site:
        address = f"/submissions/{number}/evidence.jsonl.zst"
        wait_for(lambda: site.get(address).status_code == 200, "the evidence", within_s=60)
    published = tmp_path / "published.zst"
    shell.run("download", "submission", number, "--to", published)
    local = tmp_path / "url" / "evidence.jsonl.zst"
    assert without_place(unpacked(local)) == without_place(unpacked(published))
    seals = {shell.run("verify", file).split("what was judged")[1].strip() for file in (local, published)}
    assert len(seals) == 1
    assert shell.json("verify", published, "--submission", number)["matches"]
    assert "what was judged is the same" in shell.run("verify", local, "--submission", number)
    forged = tmp_path / "forged.zst"
    lines = unpacked(published)
    lines[1]["judgements"][0]["reasoning"] += " "  # moves no score
    forged.write_bytes(zstandard.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))
    assert "MATCHES" in shell.run("verify", forged)
    assert "the file's SHA-256 is" in shell.run("verify", forged, "--submission", number, code=1)
    board = next(b["slug"] for b in shell_boards(stack) if b["suite"] == visit.SUITE and b["language"] == "en")
    assert shell.json("verify", "--board", board)["matches"]


def shell_boards(stack: Stack) -> list[dict[str, Any]]:
    boards: list[dict[str, Any]] = httpx.get(f"{stack.site_url}/api/v1/boards").json()
    return boards


def test_killed_at_any_moment_it_goes_on_and_asks_nothing_again(
    shell: Shell, stack: Stack, pictures: Path, tmp_path: Path
) -> None:
    options = ("judge", pictures, "--suite", visit.SUITE, "--lang", "en", "--judge", stack.judge_url)
    shell.run(*options, "-o", tmp_path / "whole")
    keys = {
        hashlib.sha256(base64.b64decode(prepare_for_judge(file.read_bytes(), max_side=1024).png_base64)).hexdigest()
        for file in pictures.iterdir()
    }
    folder, rng = tmp_path / "killed", random.Random(7)
    for _ in range(3):
        recorded = count(folder)
        httpx.post(f"{stack.judge_url}/stats/reset")
        kill_after_a_record([*map(str, options), "-o", str(folder)], folder, rng.uniform(0.0, 1.5), stack, tmp_path)
        assert judged(stack, keys) <= CALLS - recorded
    recorded = count(folder)
    assert 0 < recorded < CALLS
    httpx.post(f"{stack.judge_url}/stats/reset")
    shell.run(*options, "-o", folder)
    assert judged(stack, keys) == CALLS - recorded
    for name in ("evidence.jsonl.zst", "results.json", "report.html"):
        assert (folder / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def kill_after_a_record(arguments: list[str], folder: Path, after_s: float, stack: Stack, home: Path) -> None:
    """Run ``salon`` until it has recorded more than before and some seconds have passed."""
    before = count(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "leaderboard.client", *arguments, "--concurrency", "6"],
        cwd=CHECKOUT,
        env={**os.environ, "SALON_URL": stack.site_url, "HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: count(folder) > before or process.poll() is not None, "a record", within_s=60)
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    process.wait()


def count(folder: Path) -> int:
    """How many judgements are recorded, also while another process writes or after it was killed."""
    file = folder / "judgements.sqlite3"
    if not file.exists():
        return 0
    copies = [path for path in folder.glob("judgements.sqlite3*") if not path.name.endswith(".copy")]
    target = folder / "look"
    target.mkdir(exist_ok=True)
    for path in copies:
        (target / path.name).write_bytes(path.read_bytes())
    try:
        with closing(sqlite3.connect(target / file.name)) as rows:
            return int(rows.execute("SELECT count(*) FROM judgement").fetchone()[0])
    except sqlite3.Error:  # copied in the middle of a write
        return 0


def judged(stack: Stack, keys: set[str]) -> int:
    """How many calls about our pictures the judge has answered since its figures were reset."""
    stats = httpx.get(f"{stack.judge_url}/stats").json()["judged"]
    return sum(sum(calls.values()) for key, calls in stats.items() if key in keys)
