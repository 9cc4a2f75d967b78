"""``python -m leaderboard.offline.score``: from a file to JSON, in one process or several, without Django."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.official import OfficialError
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Mean, Scope
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.offline.score.__main__ import main
from leaderboard.offline.score.files import Part, in_parts, read_toolkit, toolkit_rubric
from leaderboard.offline.score.scoring import score_dump
from tests import official
from tests.leaderboard.domain.official import reference
from tests.leaderboard.domain.official.dumps import dump_row, pictures_of, targets_of

ROWS = [dump_row(number) for number in range(1, 21)]


@pytest.fixture
def release(tmp_path: Path) -> tuple[Path, Path]:
    """A toolkit's folder and a dump of twenty rows, of two models."""
    return official.write_release(tmp_path, rows=official.jsonl(*ROWS))


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def means_in(tree: dict[str, Any]) -> dict[ScorePath, Mean]:
    """All leaves of the levels by path."""
    means: dict[ScorePath, Mean] = {}

    def walk(branch: dict[str, Any], path: tuple[str, ...]) -> None:
        if "mean" in branch:
            means[ScorePath(*path)] = Mean(branch["mean"], branch["images"])
        else:
            for name, inner in branch.items():
                walk(inner, (*path, name))

    for level, branch in tree.items():
        if branch:
            walk(branch, ())
        assert level in {"total", "level1", "level2", "level3"}
    return means


@pytest.mark.parametrize(("language", "other"), [("zh", "en"), ("en", "zh")])
def test_both_scopes_are_those_of_the_reference(
    release: tuple[Path, Path], capsys: pytest.CaptureFixture[str], language: str, other: str
) -> None:
    toolkit, dump = release
    assert run(dump, "--toolkit", toolkit, "--language", language) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["language"], told["prompts"], list(told["models"])) == (language, 20, ["alpha", "beta"])
    for name, model in told["models"].items():
        pictures = pictures_of(ROWS, name, language)
        assert reference.agree(means_in(model["judged"]), reference.scores(pictures))
        assert reference.agree(means_in(model["target"]), reference.scores(pictures, targets_of(ROWS)))
        assert model["replies"]["replies"] == sum(map(len, pictures))
        assert model["replies"]["absent"] == model["replies"]["surplus"] == 0
        assert model["replies"]["differing"] == []
        assert not reference.agree(means_in(model["judged"]), reference.scores(pictures_of(ROWS, name, other)))


def test_it_needs_no_django_and_one_scope_can_be_asked_for(release: tuple[Path, Path], tmp_path: Path) -> None:
    toolkit, dump = release
    (tmp_path / "django.py").write_text("raise ImportError('no Django here')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "leaderboard.offline.score", dump, "--toolkit", toolkit, "--scope", "target"],
        env={"PYTHONPATH": f"{tmp_path}:{CHECKOUT}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout)["models"]["alpha"].keys() == {"target", "replies"}


def test_several_processes_give_the_same_to_the_last_bit(release: tuple[Path, Path]) -> None:
    toolkit, dump = release
    rubric = toolkit_rubric(read_toolkit(toolkit))
    alone, together = (score_dump(dump, rubric, "zh", jobs, part_bytes) for jobs, part_bytes in ((1, 10**9), (2, 5000)))
    for name, tally in alone.models.items():
        for scope in Scope:
            assert together.models[name].means(scope) == tally.means(scope)
        assert together.models[name].counts == tally.counts
    assert (together.prompts, together.expected) == (alone.prompts, alone.expected)


@pytest.mark.parametrize(("jobs", "part_bytes"), [(1, 10**9), (1, 700)])
def test_all_faults_come_with_their_lines_whatever_the_parts(tmp_path: Path, jobs: int, part_bytes: int) -> None:
    rows = [*ROWS, dump_row(3), dump_row(99, quality_response_alpha=7), dump_row(100, realism_response_alpha="x")]
    toolkit, dump = official.write_release(tmp_path, rows="\n" + official.jsonl(*rows) + "{\n")
    rubric = toolkit_rubric(read_toolkit(toolkit))
    with pytest.raises(OfficialError) as caught:
        score_dump(dump, rubric, "zh", jobs, part_bytes)
    assert [fault.partition("; ")[0].partition(" (")[0] for fault in caught.value.faults] == [
        "dataset.jsonl:22: ID 3 is also on an earlier line",
        "dataset.jsonl:23: 'quality_response_alpha' is 7",
        "dataset.jsonl:24: the column 'realism_response_alpha' names no dimension",
        "dataset.jsonl:25: not JSON",
    ]


@pytest.mark.parametrize(
    ("rows", "arguments", "words"),
    [
        ("", [], "dataset.jsonl: no rows"),
        (official.jsonl(official.row(1)), ["--language", "en"], "no replies in the language 'en'"),
        (official.jsonl({"ID": 1}), [], "dataset.jsonl:1: 'prompt_cn' is missing"),
    ],
)
def test_a_dump_without_scores_prints_faults_and_no_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, arguments: list[str], words: str
) -> None:
    toolkit, dump = official.write_release(tmp_path, rows=rows)
    assert run(dump, "--toolkit", toolkit, *arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert said.err.endswith("nothing was scored\n")


def test_files_that_are_not_there_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toolkit, dump = official.write_release(tmp_path / "release")
    assert run(tmp_path / "none.jsonl", "--toolkit", toolkit) == 1
    assert "none.jsonl: there is no such file" in capsys.readouterr().err
    assert run(dump, "--toolkit", tmp_path / "none") == 1
    assert "checklists.py: there is no such file" in capsys.readouterr().err


@given(st.lists(st.binary(max_size=9).map(lambda data: data.replace(b"\n", b""))), st.integers(1, 30), st.booleans())
def test_parts_hold_every_line_once_and_whole(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], bytes_each: int, ended: bool
) -> None:
    data = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    path = tmp_path_factory.mktemp("parts") / "file"
    path.write_bytes(data)
    parts = in_parts(Part(path, 0, len(data)), bytes_each)
    assert [line for part in parts for line in part.lines()] == data.splitlines(keepends=True) or b"\r" in data
    assert b"".join(line for part in parts for line in part.lines()) == data
    assert all(line.endswith(b"\n") for part in parts[:-1] for line in part.lines())
