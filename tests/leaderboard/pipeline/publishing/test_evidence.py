"""Evidence of real rows: it verifies without the site, every change is found, and hidden suites tell nothing."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from django.core.files.storage import default_storage

from leaderboard.domain.judging.profile import profile_from_files
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.publishing.evidence import EvidenceDiffers, EvidenceOfAnotherParser, verify
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.submission.generation_settings import GenerationSettings
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.models import Evidence, Judgement, PromptSuite, Submission
from leaderboard.pipeline.publishing.evidence import ensure_evidence, evidence_lines
from leaderboard.pipeline.submission.facts import freeze_settings
from tests.factories import judge_all, running_submission
from tests.leaderboard.domain.judging.any_reply import AROUND, BEHIND, FORMS
from tests.leaderboard.domain.judging.replies import nested_json, parse
from tests.leaderboard.pipeline.runs import scored_again

pytestmark = pytest.mark.django_db


def submission_with_replies(verdict: Verdict = 1) -> Submission:
    """Scored, with a real raw reply behind every judgement: some as asked, some rescued, truncated or refused."""
    submission = running_submission()
    judge_all(submission, verdict)
    for number, row in enumerate(Judgement.objects.filter(judging__submission=submission).order_by("id")):
        _give_reply(row, number)
    return scored_again(submission)


def _give_reply(row: Judgement, number: int) -> None:
    row.content = nested_json({FacetPath(row.dimension, *entry[:2]): entry[2] for entry in row.verdicts})
    if number % 10 == 3:
        row.status = "rescued"
        row.first_reply = {"finish_reason": "length", "content": "", "reasoning": "and so on", "status": "truncated"}
    if number % 10 == 5:
        row.status, row.finish_reason, row.verdicts = "truncated", "length", []
    if number % 10 == 7:
        row.status, row.content, row.finish_reason, row.verdicts = "refused", "", "", []
        row.reason = "400 from the judge: no such image"
    row.save()


def changed(lines: list[bytes], number: int, old: bytes, new: bytes) -> list[bytes]:
    assert old in lines[number]
    return [line.replace(old, new, 1) if place == number else line for place, line in enumerate(lines)]


@pytest.fixture
def lines() -> list[bytes]:
    return list(evidence_lines(submission_with_replies()))


def test_everything_comes_out_as_claimed(lines: list[bytes]) -> None:
    report = verify(lines)
    assert report.pictures == 24
    assert report.judgements == Judgement.objects.count()
    assert report.scores == len(json.loads(lines[0])["scores"]) > 100
    assert report.withheld == 0


def test_one_changed_character_of_a_raw_verdict_is_found(lines: list[bytes]) -> None:
    with pytest.raises(EvidenceDiffers, match=r"line 2, .+: the reply says 2, 1 is claimed"):
        verify(changed(lines, 1, rb"\"score\": 1", rb"\"score\": 2"))


def test_one_changed_recorded_verdict_is_found(lines: list[bytes]) -> None:
    picture = json.loads(lines[1])
    picture["judgements"][0]["verdicts"][0][2] = 2
    with pytest.raises(EvidenceDiffers, match="the reply says 1, 2 is claimed"):
        verify([lines[0], json.dumps(picture).encode(), *lines[2:]])


def test_a_verdict_changed_in_both_places_moves_a_score_and_is_found(lines: list[bytes]) -> None:
    picture = json.loads(lines[1])
    judgement = picture["judgements"][0]
    judgement["verdicts"][0][2] = 2
    judgement["content"] = judgement["content"].replace('"score": 1', '"score": 2', 1)
    with pytest.raises(EvidenceDiffers, match=r"\(en, judged\): .+ is computed, .+ is claimed"):
        verify([lines[0], json.dumps(picture).encode(), *lines[2:]])


@pytest.mark.parametrize(
    ("number", "old", "new", "told"),
    [
        (0, b'"salon-evidence-1"', b'"salon-evidence-0"', "the format is"),
        (0, b"temperature = 0", b"temperature = 1", "the judge profile's seal is"),
        (0, b'"licence": "CC', b'"licence": "cc', "the suite's seal is"),
        (1, b'"targets": [["', b'"targets": [["x', "are not those of the suite"),
        (1, b'"status": "ok"', b'"status": "repaired"', "the reply reads as ok, repaired is claimed"),
        (3, b"{", b"", "line 4: not JSON"),
    ],
)
def test_whatever_else_is_changed_is_found_and_named(
    lines: list[bytes], number: int, old: bytes, new: bytes, told: str
) -> None:
    with pytest.raises(EvidenceDiffers, match=told):
        verify(changed(lines, number, old, new))


def test_a_left_out_picture_is_found(lines: list[bytes]) -> None:
    with pytest.raises(EvidenceDiffers, match=r"the picture of prompt p\d+ \(en\) is missing"):
        verify(lines[:-1])
    with pytest.raises(EvidenceDiffers, match="occurs twice"):
        verify([*lines, lines[-1]])


def test_a_reply_that_is_not_there_is_found(lines: list[bytes]) -> None:
    picture = json.loads(lines[1])
    picture["judgements"][0]["content"] = None
    with pytest.raises(EvidenceDiffers, match="the reply is missing"):
        verify([lines[0], json.dumps(picture).encode(), *lines[2:]])


def test_an_answer_with_more_than_scores_in_it_is_withheld_of_a_hidden_suite() -> None:
    submission = submission_with_replies()
    row = Judgement.objects.filter(judging__submission=submission, status="ok").order_by("id")[0]
    row.content = row.content.replace('"score": 1', '"score": 1, "why": "the red fox is there"')
    row.save()
    PromptSuite.objects.update(hidden=True)
    everything = b"".join(evidence_lines(Submission.objects.get(pk=submission.pk)))
    assert b"red fox" not in everything


def test_odd_replies_of_a_hidden_suite_are_in_it_or_withheld_and_it_verifies_all_the_same() -> None:
    """Every forgiven form with every text around it, also where the engine has not parted reasoning and answer."""
    submission = submission_with_replies()
    ways = list(itertools.product(FORMS, AROUND, BEHIND))
    rows = list(Judgement.objects.filter(judging__submission=submission, status="ok").order_by("id"))
    for row, (form, before, after) in zip(rows, itertools.cycle(ways[::3])):
        verdicts = {FacetPath(row.dimension, *entry[:2]): entry[2] for entry in row.verdicts}
        row.content = before + json.dumps(form(verdicts)) + after
        read = parse(row.content, row.dimension)
        row.status, row.verdicts = read.status, row.verdicts if read.verdicts else []
        row.save()
    PromptSuite.objects.update(hidden=True)
    lines = list(evidence_lines(scored_again(submission)))
    found = verify(lines)
    assert 0 < found.withheld < found.judgements
    everything = b"".join(lines)
    assert not any(text in everything for text in (b"think>", b"Here it is", b"That is all", b"[note]"))


def test_evidence_of_another_parser_is_not_called_different(lines: list[bytes]) -> None:
    head = json.loads(lines[0])
    files = head["judge_profile"]["files"]
    files["profile.toml"] = files["profile.toml"].replace('parser = "3"', 'parser = "1"')
    head["judge_profile"]["sha256"] = profile_from_files(files).sha256
    with pytest.raises(EvidenceOfAnotherParser, match="read with parser 1"):
        verify([json.dumps(head).encode(), *lines[1:]])


def test_a_rescue_that_was_none_is_found(lines: list[bytes]) -> None:
    number = next(place for place, line in enumerate(lines) if b'"rescued"' in line)
    picture = json.loads(lines[number])
    judgement = next(entry for entry in picture["judgements"] if entry["first"])
    judgement["first"] = {"finish_reason": "stop", "content": judgement["content"], "reasoning": ""}
    with pytest.raises(EvidenceDiffers, match="the reply reads as ok, rescued is claimed"):
        verify([*lines[:number], json.dumps(picture).encode(), *lines[number + 1 :]])


def test_of_a_hidden_suite_no_key_text_or_reasoning_is_in_it_and_it_verifies_all_the_same() -> None:
    submission = submission_with_replies()
    PromptSuite.objects.update(hidden=True)
    lines = list(evidence_lines(Submission.objects.get(pk=submission.pk)))
    everything = b"".join(lines).decode()
    for prompt in submission.suite.prompts.all():
        assert f'"{prompt.key}"' not in everything
        assert not any(json.dumps(text, ensure_ascii=False)[1:-1] in everything for text in prompt.texts.values())
    assert "Looked at the picture." not in everything
    assert "no such image" not in everything
    report = verify(lines)
    assert 0 < report.withheld < report.judgements


def test_the_file_is_written_once_and_verified_by_the_program_without_django(tmp_path: Path) -> None:
    submission = submission_with_replies()
    freeze_settings(submission, GenerationSettings(steps=30))
    row = ensure_evidence(submission)
    assert ensure_evidence(submission).pk == row.pk
    assert Evidence.objects.count() == 1
    with default_storage.open(row.path) as file:
        packed = file.read()
    assert len(packed) == row.byte_size
    assert run_verify(tmp_path, packed)["code"] == 0
    good = run_verify(tmp_path, packed)["said"]
    assert f"MATCHES  evidence.jsonl.zst: submission {submission.pk}, 24 pictures" in good
    assert row.sha256 in good
    assert "settings       steps 30 (as stated by the author)" in good

    raw = zstandard.ZstdDecompressor().decompress(packed, max_output_size=2**26)
    forged = zstandard.ZstdCompressor().compress(raw.replace(rb"\"score\": 1", rb"\"score\": 0", 1))
    bad = run_verify(tmp_path, forged)
    assert (bad["code"], bad["said"].split(":")[0]) == (1, "DIFFERS  evidence.jsonl.zst")
    cut = run_verify(tmp_path, b"no evidence")
    assert (cut["code"], "not in the layout of an evidence file" in cut["said"]) == (1, True)


def run_verify(folder: Path, packed: bytes) -> dict[str, Any]:
    """What the program says and returns, in a process in which Django cannot be imported."""
    (folder / "evidence.jsonl.zst").write_bytes(packed)
    (folder / "django.py").write_text("raise ImportError('no Django here')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "leaderboard.offline.verify", folder / "evidence.jsonl.zst"],
        env={"PYTHONPATH": f"{folder}:{CHECKOUT}"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return {"code": done.returncode, "said": done.stdout}
