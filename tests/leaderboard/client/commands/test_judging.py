"""``salon judge`` and ``salon verify`` without a site: everything from ``prompts/``, the pixel baseline as judge."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import zstandard

from leaderboard.client.commands.main import main
from leaderboard.client.errors import BadInput
from leaderboard.client.sealed import FolderSource, ProfileNote, chosen_profile
from tests.leaderboard.client.conftest import Run
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.domain.shipped import PROMPTS

OPTIONS = ("--suite", "demo-v1", "--lang", "en", "--prompts", str(PROMPTS))
HOSTILE = '<script>alert("1")</script>'


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture for every prompt of the demo suite in English."""
    folder = tmp_path_factory.mktemp("judging") / "pictures"
    folder.mkdir()
    for number in range(1, 25):
        (folder / f"p{number:03}.en.png").write_bytes(png(number))
    return folder


@pytest.fixture(scope="module")
def judged(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run."""
    folder = tmp_path_factory.mktemp("judged")
    with pytest.raises(SystemExit) as ended:
        main(["judge", str(pictures), *OPTIONS, "--judge", "pixel-baseline", "--model", HOSTILE, "-o", str(folder)])
    assert ended.value.code == 0
    return folder


def rows(folder: Path) -> set[tuple[str, str]]:
    """Picture and dimension of every record."""
    with closing(sqlite3.connect(folder / "judgements.sqlite3")) as state:
        return set(state.execute("SELECT image, dimension FROM judgement"))


class Page(HTMLParser):
    """The tags of a page, and every address in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")]


def test_the_report_has_everything_in_it_and_runs_nothing(judged: Path) -> None:
    text = (judged / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.tags.count("img") >= 24
    assert all(address.startswith("data:image/webp;base64,") for address in page.addresses)
    assert not {"script", "link", "iframe", "form"} & set(page.tags)
    assert "url(" not in text
    document = json.loads((judged / "results.json").read_text(encoding="utf-8"))
    overall = document["scores"][0]
    assert f"<strong>{overall['mean']:.1f} of 100</strong>" in text
    assert f"(95% interval {overall['low']:.1f} to {overall['high']:.1f})" in text
    assert "not comparable with Q-Judger" in text


def test_a_changed_picture_alone_is_judged_again(run: Run, pictures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    folder.mkdir()
    for file in pictures.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    first = run("judge", folder, *OPTIONS, "--judge", "pixel-baseline", "--json").json
    before = rows(tmp_path / "changed.judged")
    (folder / "p003.en.png").write_bytes(png(200))
    second = run("judge", folder, *OPTIONS, "--judge", "pixel-baseline", "--json").json
    new = rows(tmp_path / "changed.judged") - before
    assert len({image for image, _ in new}) == 1
    assert second["judgements"]["planned"] == first["judgements"]["planned"] == len(before)
    assert second["evidence_sha256"] != first["evidence_sha256"]


def test_several_pictures_per_prompt_are_named_as_for_a_submission(run: Run, pictures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "several"
    folder.mkdir()
    for number, file in enumerate(sorted(pictures.iterdir())):
        (folder / file.name).write_bytes(file.read_bytes())
        (folder / file.name.replace(".en.", ".en.2.")).write_bytes(png(100 + number))
    judge = ("judge", folder, *OPTIONS, "--judge", "pixel-baseline", "--json")
    assert run(*judge).code == 1
    results = run(*judge, "--pictures-per-prompt", "2").json
    assert (results["pictures"], results["pictures_per_prompt"]) == (48, 2)
    assert results["scores"][0]["images"] == 24
    assert run("verify", tmp_path / "several.judged" / "evidence.jsonl.zst").code == 0
    assert "p001 (en, sample 2)" in (tmp_path / "several.judged" / "report.html").read_text(encoding="utf-8")
    (folder / "p007.en.2.png").unlink()
    refused = run(*judge, "--pictures-per-prompt", "2")
    assert (refused.code, "p007.en.2.png" in refused.out) == (1, True)


def test_evidence_of_a_local_run_verifies_and_a_changed_one_is_named(run: Run, judged: Path, tmp_path: Path) -> None:
    good = run("verify", judged / "evidence.jsonl.zst")
    assert (good.code, good.out.splitlines()[0].split(",")[0]) == (0, "MATCHES  evidence.jsonl.zst: judged locally")
    raw = zstandard.ZstdDecompressor().decompress((judged / "evidence.jsonl.zst").read_bytes(), max_output_size=2**26)
    forged = tmp_path / "forged.zst"
    forged.write_bytes(zstandard.compress(raw.replace(rb"\"score\": 1", rb"\"score\": 2", 1)))
    found = run("verify", forged)
    assert (found.code, "the reply says 2, 1 is claimed" in found.out) == (1, True)
    assert run("verify", forged, "--json").json["parts"][0]["state"] == "differs"
    damaged = bytearray((judged / "evidence.jsonl.zst").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    forged.write_bytes(damaged)
    assert run("verify", forged).code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--judge", "q-judger"), "http://127.0.0.1:8000, or pixel-baseline is expected"),
        (("--judge", "http://127.0.0.1:9"), "does not say which model it serves: no reply from the judge"),
        (("--judge", "pixel-baseline", "--profile", "q-judger"), "model: salon/pixel-baseline; Qwen/Qwen-Image-Bench"),
        (("--judge", "pixel-baseline", "--profile", "other"), "no judge profile other; there are: "),
        (("--judge", "pixel-baseline", "--suite", "other"), "there is no suite other in"),
        (("--judge", "pixel-baseline", "--lang", "fr"), "en, zh"),
        (("--judge", "pixel-baseline", "--prompts", "/nowhere"), "layout of prompts/ is expected"),
    ],
)
def test_an_error_says_what_to_do_and_exits_with_3(
    run: Run, pictures: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = run("judge", pictures, *OPTIONS, *arguments, "-o", tmp_path / "out")
    assert (ended.code, ended.out) == (3, "")
    assert said in re.sub(r"\s+", " ", ended.err)


def test_pictures_with_faults_are_not_judged(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "p001.en.png").write_bytes(png(1))
    ended = run("judge", folder, *OPTIONS, "--judge", "pixel-baseline", "--json")
    assert (ended.code, ended.json["report"]["counts"]) == (1, {"missing": 23})
    assert not (tmp_path / "pictures.judged").exists()


@pytest.mark.parametrize("arguments", [(), ("--board", "b", "--submission", "1"), ("x.zst", "--board", "b")])
def test_verify_asks_what_to_check(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run("verify", *arguments)
    assert (ended.code, "--submission NUMBER or --board BOARD" in ended.err) == (3, True)


def note(key: str, version: str, model: str = "m", *, is_current: bool = False) -> ProfileNote:
    get: Callable[[], Any] = lambda: f"{key}/{version}"  # noqa: E731
    return ProfileNote(key, version, model, is_current, get)


@pytest.mark.parametrize(
    ("name", "model", "chosen"),
    [
        ("", "m", "a/2"),  # the current one of two
        ("", "n", "c/1"),
        ("a", "", "a/2"),  # the newest version
        ("a/1", "n", "a/1"),
        ("b", "m", "b/1"),
    ],
)
def test_the_profile_is_the_named_one_or_the_one_for_the_served_model(name: str, model: str, chosen: str) -> None:
    notes = [note("a", "2", is_current=True), note("b", "1"), note("a", "1"), note("c", "1", "n")]
    assert chosen_profile(notes, name, model) == chosen  # type: ignore[comparison-overlap]


def test_profiles_that_fit_equally_are_named() -> None:
    with pytest.raises(BadInput, match=r"choose one with --profile: (a/1, b/1|b/1, a/1)"):
        chosen_profile([note("a", "1"), note("b", "1")], "", "m")


def test_a_folder_has_the_profiles_whose_protocol_is_there() -> None:
    assert {profile.key for profile in FolderSource(PROMPTS).profiles()} == {"pixel-baseline", "q-judger"}
