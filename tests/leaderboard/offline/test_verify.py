"""What ``python -m leaderboard.offline.verify`` says about files that it cannot check."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import zstandard

from leaderboard.domain.judging.profile import profile_from_files
from leaderboard.offline.verify import main
from tests.leaderboard.domain.shipped import PROMPTS, protocol_files, text


def write_evidence(path: Path, *, parser: str) -> Path:
    """An evidence file without pictures whose judge profile names this version of the parser."""
    profile = re.sub(
        r'^parser = ".*"$', f'parser = "{parser}"', text(PROMPTS / "judges" / "q-judger.toml"), flags=re.MULTILINE
    )
    files = {"profile.toml": profile, **protocol_files()}
    head = {
        "format": "salon-evidence-1",
        "judge_profile": {"files": files, "sha256": profile_from_files(files).sha256},
    }
    path.write_bytes(zstandard.compress(json.dumps(head).encode() + b"\n"))
    return path


def test_evidence_of_another_parser_leads_to_the_commit_that_reads_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write_evidence(tmp_path / "old.jsonl.zst", parser="1"))]) == 2
    said = capsys.readouterr().out
    assert said.startswith("UNCHECKED  old.jsonl.zst: its replies were read with parser 1")
    assert re.search(r"for \S+\+g([0-9a-f]{12}) with `git checkout \1`, for (\S+) with `git checkout v\2`", said)


def test_a_file_that_is_no_evidence_is_called_different(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("not packed", encoding="utf-8")
    assert main([str(tmp_path / "notes.txt")]) == 1
    assert capsys.readouterr().out.startswith("DIFFERS  notes.txt: not in the layout of an evidence file")
