"""Importing replies: scored submissions without pictures, once, all or nothing, and every fault with its line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from leaderboard.domain.publishing.evidence import verify
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Mean, Scope
from leaderboard.models import (
    Board,
    GeneratedImage,
    Generator,
    ImageScore,
    ImportRun,
    JudgedImage,
    Judgement,
    JudgeProfile,
    PromptSuite,
    Submission,
    SubmissionScore,
    User,
)
from leaderboard.pipeline.imports.begin import OWNER
from leaderboard.pipeline.publishing.evidence import evidence_lines
from leaderboard.pipeline.publishing.ranking import board_submissions
from leaderboard.pipeline.sweeper import sweep
from tests import official
from tests.factories import UserFactory
from tests.leaderboard.domain.official import reference
from tests.leaderboard.domain.official.dumps import dump_row, pictures_of, targets_of
from tests.leaderboard.pipeline.runs import scored_again

pytestmark = pytest.mark.django_db

ROWS = [dump_row(number) for number in range(1, 13)]
ALPHA_1 = next(name for name in ROWS[0] if name.endswith("_response_alpha"))
"""The first row's first column of the model alpha."""


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """Where a toolkit lies and dumps are written; the suite of its prompts is loaded."""
    settings.SALON_IMPORTED = tmp_path / "imported"
    toolkit, dataset = official.write_release(tmp_path / "release", rows=official.jsonl(*ROWS))
    call_command("import_official", toolkit=toolkit, dataset=dataset, stdout=io.StringIO())
    return toolkit


def run(folder: Path, *rows: dict[str, Any], text: str | None = None, **options: Any) -> str:
    """Import the rows (or the text) as replies.jsonl; returns what was said."""
    dataset = folder / "replies.jsonl"
    dataset.write_text(official.jsonl(*rows) if text is None else text, encoding="utf-8")
    said = io.StringIO()
    defaults = {"toolkit": folder, "dataset": dataset, "suite": "qwen-image-bench", "stdout": said}
    call_command("import_responses", **{**defaults, **options})
    return said.getvalue()


def refused(folder: Path, *rows: dict[str, Any], **options: Any) -> list[str]:
    """The lines of a refusal, after which nothing may be there."""
    with pytest.raises(CommandError) as caught:
        run(folder, *rows, **options)
    assert not Submission.objects.exists()
    assert not Generator.objects.exists()
    return str(caught.value).splitlines()


def means_of(submission: Submission, language: str, scope: Scope) -> dict[ScorePath, Mean]:
    rows = SubmissionScore.objects.filter(submission=submission, language=language, scope=scope)
    return {row.path: Mean(row.mean, row.images) for row in rows}


def test_a_dump_becomes_a_public_scored_submission_per_model_with_the_official_scores(folder: Path) -> None:
    said = run(folder, *ROWS)
    alpha, beta = Submission.objects.order_by("generator__name")
    assert [submission.generator.name for submission in (alpha, beta)] == ["alpha", "beta"]
    assert (alpha.kind, alpha.outcome, alpha.languages) == ("import", "scored", ["zh", "en"])
    assert alpha.public_at is not None
    assert {image.status for image in alpha.images.all()} == {"imported"}
    assert alpha.images.count() == 2 * len(ROWS)
    for submission in (alpha, beta):
        for language in ("zh", "en"):
            pictures = pictures_of(ROWS, submission.generator.name, language)
            assert reference.agree(means_of(submission, language, Scope.JUDGED), reference.scores(pictures))
            in_target = reference.scores(pictures, targets_of(ROWS))
            assert reference.agree(means_of(submission, language, Scope.TARGET), in_target)
    assert sorted(Board.objects.values_list("language", flat=True)) == ["en", "zh"]
    assert all(f"board {board.slug}: no release yet, a new release is due" in said for board in Board.objects.all())
    assert "alpha: submission" in said
    assert "may be scored differently" not in said


def test_the_rows_are_those_that_a_run_of_our_own_would_leave(folder: Path) -> None:
    """Scoring the stored judgements again gives every row again, and the evidence verifies without the site."""
    run(folder, *ROWS)
    submission = Submission.objects.get(generator__name="alpha")
    report = verify(evidence_lines(submission))
    assert report.pictures == 24
    assert report.judgements == Judgement.objects.filter(judging__submission=submission).count()
    names = ("scope", "language", "dimension", "sub_capability", "facet")
    fields = (*names, "mean", "images", "standard_error", "not_applicable", "missing")
    means = SubmissionScore.objects.filter(submission=submission).order_by(*names).values_list(*fields)
    scores = (
        ImageScore.objects.filter(judging__submission=submission)
        .order_by("judging", "scope")
        .values_list("judging", "scope", "overall", "levels")
    )
    before = (list(means), list(scores))
    Submission.objects.filter(pk=submission.pk).update(public_at=None)
    scored_again(submission)
    assert (list(means.all()), list(scores.all())) == before
    judging = JudgedImage.objects.filter(submission=submission).first()
    assert judging is not None
    assert {judgement.dimension for judgement in judging.judgements.all()} == set(judging.dimensions)


def test_a_reply_is_kept_as_received_in_two_parts(folder: Path) -> None:
    reply = "half a pair \ud800, nothing \x00 \n</think>\n{}</think> \n" + '{"Charm": 1}'
    rows = [{**ROWS[0], ALPHA_1: reply}, *ROWS[1:]]
    run(folder, text="".join(json.dumps(row) + "\n" for row in rows))  # in ASCII: the half pair is no UTF-8
    judgement = Judgement.objects.get(status="unknown_facet")
    assert judgement.reasoning == "half a pair \\ud800, nothing \\u0000 \n</think>\n{}"
    assert judgement.content == ' \n{"Charm": 1}'
    assert (judgement.verdicts, judgement.attempt, judgement.latency_s) == ([], 0, None)
    assert judgement.reason == "unknown name 'Charm'"


def test_the_same_replies_again_add_nothing_whatever_the_order_of_the_rows(folder: Path) -> None:
    run(folder, *ROWS)
    tables = (Submission, GeneratedImage, JudgedImage, Judgement, ImageScore, SubmissionScore, ImportRun, User, Board)
    before = [model._default_manager.count() for model in tables]
    Board.objects.update(publish_requested_at=None)
    said = run(folder, *reversed(ROWS))
    assert [model._default_manager.count() for model in tables] == before
    assert said.count("already imported, nothing added") == 2
    assert not Board.objects.filter(publish_requested_at__isnull=False).exists()


def test_other_replies_of_a_model_are_a_new_submission_which_the_board_shows(folder: Path) -> None:
    run(folder, *ROWS)
    first = Submission.objects.get(generator__name="alpha")
    said = run(folder, {**ROWS[0], ALPHA_1: "{}"}, *ROWS[1:])
    assert said.count("already imported") == 1
    second = Submission.objects.exclude(pk=first.pk).get(generator=first.generator)
    shown = board_submissions(Board.objects.get(language="zh"))
    assert {row.pk for row in shown if row.generator_id == first.generator_id} == {second.pk}
    assert means_of(first, "zh", Scope.JUDGED) != means_of(second, "zh", Scope.JUDGED)


def test_absent_replies_leave_a_failed_picture_or_a_missing_judgement_and_are_counted(folder: Path) -> None:
    silent = {name: value for name, value in ROWS[0].items() if not name.endswith("response_alpha")}
    few = {**ROWS[1], next(name for name in ROWS[1] if name.endswith("response_alpha")): None}
    english_only = [{n: v for n, v in row.items() if not n.endswith("response_beta")} for row in (silent, few)]
    rest = [{n: v for n, v in row.items() if not n.endswith("response_beta")} for row in ROWS[2:]]
    said = run(folder, *english_only, *rest)
    alpha, beta = Submission.objects.order_by("generator__name")
    assert (alpha.languages, beta.languages) == (["zh", "en"], ["en"])
    failed = alpha.images.get(status="failed")
    assert (failed.language, failed.prompt.key) == ("zh", "q0001")
    assert failed.cause == "replies.jsonl has no reply about it"
    assert not failed.judgings.exists()
    absent = len(pictures_of(ROWS[:1], "alpha", "zh")[0]) + 1
    report = alpha.imported.report
    assert (report["zh"]["absent"], report["en"]["absent"]) == (absent, 0)
    assert f", {absent} absent" in said
    assert verify(evidence_lines(alpha)).pictures == 24


def test_a_reply_outside_the_targets_counts_in_the_judged_scope_only(folder: Path) -> None:
    active = {target[0] for target in targets_of(ROWS[:1])[0]}
    surplus = next(d for d in ("Quality", "Aesthetics", "Alignment", "Real-world Fidelity") if d not in active)
    facets = {"Quality": "Noise", "Aesthetics": "Style Control", "Alignment": "Size", "Real-world Fidelity": "Animals"}
    column = f"{surplus.lower().replace(' ', '_').replace('-', '_')}_response_alpha"
    rows = [{**ROWS[0], column: f'{{"{facets[surplus]}": 2}}'}, *ROWS[1:]]
    run(folder, *rows)
    alpha = Submission.objects.get(generator__name="alpha")
    pictures = pictures_of(rows, "alpha", "zh")
    assert reference.agree(means_of(alpha, "zh", Scope.JUDGED), reference.scores(pictures))
    assert reference.agree(means_of(alpha, "zh", Scope.TARGET), reference.scores(pictures, targets_of(ROWS)))
    assert alpha.imported.report["zh"]["surplus"] == 1
    assert verify(evidence_lines(alpha)).pictures == 24


def test_replies_that_may_count_otherwise_officially_are_told_one_by_one(folder: Path) -> None:
    bad = {"ID": 5, **{n: '{"Charm": 1}' for n in ROWS[4] if n.endswith(("_response_alpha", "_response_alpha_en"))}}
    said = run(folder, *ROWS[:4], {**ROWS[4], **bad}, *ROWS[5:])
    count = len(pictures_of(ROWS[4:5], "alpha", "zh")[0])
    assert f"zh: {count} replies may be scored differently by the official toolkit:" in said
    assert "ID 5, " in said
    assert "unknown_name (unknown name 'Charm')" in said
    report = Submission.objects.get(generator__name="alpha").imported.report
    assert report["en"]["deviations"] == {"unknown_name": count}


def test_every_fault_is_told_by_line_with_what_is_expected_and_nothing_is_stored(folder: Path) -> None:
    rows = [
        {**ROWS[0], "prompt_en": "A dog"},
        {**ROWS[1], "dims_en": ROWS[0]["dims_en"]},
        {**ROWS[2], ALPHA_1: 5},
        {**ROWS[3], "quality_response_" + "m" * 81: "{}"},
        dump_row(77),
        ROWS[4],
        ROWS[4],
    ]
    assert refused(folder, *rows) == [
        "replies.jsonl:1: the text in 'en' is not that of q0001 in the suite qwen-image-bench v1",
        "replies.jsonl:2: 'dims_en' names other facets than q0002 in the suite qwen-image-bench v1",
        f"replies.jsonl:3: {ALPHA_1!r} is 5; a reply as text, or null, is expected",
        f"replies.jsonl:4: the model's name {'m' * 81!r}: at most 80 characters are expected",
        "replies.jsonl:5: ID 77 is not a prompt of the suite qwen-image-bench v1",
        "replies.jsonl:7: ID 5 is also on an earlier line; each number may occur once",
        "nothing was imported",
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ROWS[:3], "no rows for 9 prompts of the suite qwen-image-bench v1: q0004, q0005, q0006, q0007, q0008 …"),
        ([], "no rows; one JSON object per line is expected"),
        ([{n: v for n, v in row.items() if "_response_" not in n} for row in ROWS], "no replies; columns such as"),
    ],
)
def test_a_dump_that_lacks_something_as_a_whole_is_refused(
    folder: Path, rows: list[dict[str, Any]], words: str
) -> None:
    assert refused(folder, *rows)[0].startswith(f"replies.jsonl: {words}")


@pytest.mark.parametrize(
    ("name", "words"),
    [("al\u202epha", "U+202E"), ("\u200b", "nothing that can be seen"), ("e\u0301", "normal form C")],
)
def test_a_model_whose_name_cannot_be_shown_is_refused(folder: Path, name: str, words: str) -> None:
    rows = [{column.replace("_response_alpha", f"_response_{name}"): v for column, v in row.items()} for row in ROWS]
    assert words in refused(folder, *rows)[0]


def test_what_else_is_not_as_it_should_be_is_said(folder: Path) -> None:
    assert "there is no suite nothing (loaded: qwen-image-bench/1)" in refused(folder, *ROWS, suite="nothing")[0]
    assert "there is no suite qwen-image-bench/9" in refused(folder, *ROWS, suite="qwen-image-bench/9")[0]
    missing = refused(folder, *ROWS, toolkit=folder / "none", suite="qwen-image-bench/1")[0]
    assert "checklists.py: there is no such file" in missing
    UserFactory.create(email=OWNER.capitalize())
    assert "a person has the account Imports@salon.invalid" in refused(folder, *ROWS)[0]


def test_another_toolkit_needs_another_version_of_the_profile(folder: Path) -> None:
    run(folder, *ROWS)
    (folder / "checklists.py").write_text(official.toolkit().replace("You are fair", "You are strict"), "utf-8")
    with pytest.raises(CommandError, match=r"system\.txt changed.*new version \(--profile-version\)"):
        run(folder, *ROWS)
    run(folder, *ROWS, profile_version="2-strict")
    assert Submission.objects.count() == 4
    assert JudgeProfile.objects.filter(key="qwen-image-bench-replies").count() == 2


def test_no_worker_has_anything_to_do_and_hidden_suites_can_be_imported(folder: Path) -> None:
    PromptSuite.objects.update(hidden=True)
    run(folder, *ROWS)
    done = sweep()
    assert done["running"] == done["offered"] == done["renderings"] == 0
    for submission in Submission.objects.all():
        lines = list(evidence_lines(submission))
        assert verify(lines).pictures == 24
        assert b"fine." not in b"".join(lines[1:])


def test_pages_and_downloads_of_an_imported_submission_are_there(folder: Path, client: Client) -> None:
    said = run(folder, *ROWS, publish=True)
    assert said.count(": release 1\n") == 2
    submission = Submission.objects.get(generator__name="alpha")
    image = submission.images.order_by("pk")[0]
    pages = ("", "images/", "breakdown/", "breakdown.csv", "verdicts.csv", "verdicts.json")
    boards = [f"/boards/{board.slug}/" for board in Board.objects.all()]
    for address in (*(f"/submissions/{submission.pk}/{page}" for page in pages), f"/images/{image.pk}/", *boards):
        assert client.get(address).status_code == 200, address
    assert client.get(f"/images/{image.pk}/original").status_code == 404
