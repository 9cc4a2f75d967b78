"""``salon gate`` against a real site without workers: exit codes, reports, and what is submitted once."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leaderboard.models import Prompt, SentPicture, Submission, User
from tests.factories import GeneratorFactory, load_demo_suite, publish, scored_submission
from tests.leaderboard.client.conftest import Run
from tests.leaderboard.domain.pictures import png

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def baseline(author: User) -> Submission:
    """A private submission of the author that passes everywhere."""
    return scored_submission(1, generator=GeneratorFactory.create(owner=author, name="Maple"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A picture for every prompt in English."""
    load_demo_suite()
    source = tmp_path / "pictures"
    source.mkdir()
    for number, key in enumerate(Prompt.objects.values_list("key", flat=True)):
        (source / f"{key}.en.png").write_bytes(png(number))
    return source


@pytest.mark.parametrize(
    ("verdict", "margin", "code", "answer"),
    [(2, 1, 0, "better"), (1, 2, 0, "equivalent"), (0, 1, 1, "worse"), (1, 1, 2, "undecided")],
)
def test_the_exit_code_is_the_verdicts_in_all_reports(
    signed_in: Run, baseline: Submission, tmp_path: Path, verdict: int, margin: int, code: int, answer: str
) -> None:
    candidate = scored_submission(verdict, generator=baseline.generator)
    files = [tmp_path / "reports" / f"gate.{ending}" for ending in ("xml", "md", "html", "json", "txt")]
    outputs = [part for file in files for part in ("-o", file)]
    ran = signed_in(
        "gate", "--baseline", baseline.pk, "--candidate", candidate.pk, "--margin", f"overall={margin}", *outputs
    )
    assert ran.code == code, ran.err
    assert f"{answer.capitalize()}: Overall" in ran.out
    xml, markdown, html, as_json, text = (file.read_text(encoding="utf-8") for file in files)
    assert json.loads(as_json)["verdict"] == answer
    assert text == ran.out
    assert f"Salon gate: {answer}" in markdown
    assert f'<p class="answer {answer}">' in html
    (case,) = ElementTree.fromstring(xml).iter("testcase")  # noqa: S314  # it is our own
    assert (case.find("failure") is None) == (code == 0)


def test_pictures_are_submitted_once_and_the_timeout_is_no_verdict(
    signed_in: Run, baseline: Submission, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("gate", "--baseline", baseline.pk, "--candidate", folder, "--timeout", "0")
    monkeypatch.setenv("CI_COMMIT_SHA", "4a395f7")
    first = signed_in(*command, "-o", tmp_path / "gate.xml", "--label", "nightly")
    assert (first.code, first.out) == (3, "")
    assert "is not scored yet" in first.err
    (error,) = ElementTree.parse(tmp_path / "gate.xml").iter("error")  # noqa: S314  # it is our own
    assert "is not scored yet" in str(error.get("message"))
    submission = Submission.objects.latest("pk")
    assert (submission.generator, submission.languages) == (baseline.generator, ["en"])
    assert (submission.label, submission.commit) == ("nightly", "4a395f7")
    monkeypatch.setenv("CI_COMMIT_SHA", "another")
    again = signed_in(*command)
    assert f"already submitted as submission {submission.pk}" in again.err
    assert Submission.objects.count() == 2
    sent = list(SentPicture.objects.values_list("sha256", "sent_at"))
    (folder / "p001.en.png").rename(folder / "p001_seed42.en.png")
    assert "already submitted" in signed_in(*command).err
    assert "is not scored yet" in signed_in(*command, "--key", "another run", "--yes").err
    assert Submission.objects.count() == 3
    assert (len(sent), list(SentPicture.objects.values_list("sha256", "sent_at"))) == (24, sent)


def test_a_folder_may_have_names_of_its_own(signed_in: Run, baseline: Submission, folder: Path) -> None:
    command = ("gate", "--baseline", baseline.pk, "--candidate", folder, "--timeout", "0")
    (folder / "p024.en.png").rename(folder / "late.png")
    lines = [f"p{number:03}.en.png,p{number:03}" for number in range(1, 24)]
    mapping = folder.parent / "mapping.csv"
    mapping.write_text("\n".join(["file,prompt", *lines, "late.png,p024"]))
    assert "is not scored yet" in signed_in(*command, "--mapping", mapping).err
    (folder / "late.png").rename(folder / "p024_seed42.png")
    assert "--yes" in signed_in(*command, "--key", "2").err
    assert "is not scored yet" in signed_in(*command, "--key", "2", "--yes").err
    assert Submission.objects.count() == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--lang", "zh"), "--lang is zh; the baseline, submission"),
        (("--margin", "qualty=1"), "there is no level qualty; expected are overall, quality"),
        (("--dimension", "qualty"), "there is no level qualty"),
        (("--margin", "overall"), "LEVEL=POINTS is expected"),
        (("--margin", "overall=101"), "0 to 100 points are expected"),
        (("--alpha", "0.5"), "--alpha is 0.5"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_sent(
    signed_in: Run, baseline: Submission, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = signed_in("gate", "--baseline", baseline.pk, "--candidate", folder, *arguments)
    assert (ended.code, ended.out, said in " ".join(ended.err.split())) == (3, "", True), ended.err
    assert (Submission.objects.count(), SentPicture.objects.count()) == (1, 0)


def test_faulty_pictures_are_not_sent(signed_in: Run, baseline: Submission, folder: Path) -> None:
    (folder / "p001.en.png").unlink()
    ran = signed_in("gate", "--baseline", baseline.pk, "--candidate", folder)
    assert (ran.code, "nothing was sent" in ran.err, "p001" in ran.err) == (3, True, True)
    assert Submission.objects.count() == 1


def test_an_endpoint_is_submitted_once_per_key(signed_in: Run, baseline: Submission) -> None:
    url = "https://images.example.org/v1"
    command = ("gate", "--baseline", baseline.pk, "--candidate", url, "--timeout", "0", "--model", "m")
    assert signed_in(*command, "--key", "run-7").code == 3
    assert "already submitted" in signed_in(*command, "--key", "run-7").err
    assert Submission.objects.count() == 2
    assert Submission.objects.latest("pk").endpoint.base_url == url
    assert signed_in(*command, "--key", "run-7", "--practice").code == 3
    assert Submission.objects.latest("pk").is_practice


def test_the_latest_public_submission_is_a_baseline(signed_in: Run, baseline: Submission) -> None:
    candidate = scored_submission(2, generator=baseline.generator)
    named = ("gate", "--baseline", "latest-public", "--candidate", candidate.pk, "--generator", "Maple")
    assert "has no public submission" in signed_in(*named, "--suite", "demo").err
    publish(baseline)
    ran = signed_in(*named, "--suite", "demo", "--json")
    assert (ran.code, ran.json["baseline"]["submission"], ran.json["baseline"]["is_public"]) == (0, baseline.pk, True)


def test_a_plan_needs_a_spread(signed_in: Run, baseline: Submission) -> None:
    planned = signed_in("gate", "--plan", "--sd", 11, "--dimension", "quality", "--json")
    assert (planned.code, planned.json["levels"]) == (0, 2)
    assert "952" in signed_in("gate", "--plan", "--sd", 11).out
    candidate = scored_submission(2, generator=baseline.generator)
    observed = signed_in("gate", "--plan", "--baseline", baseline.pk, "--candidate", candidate.pk)
    assert "detected with 24 prompts" in observed.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--candidate", "1"), "--baseline is ''; the number of a submission or latest-public is expected"),
        (("--baseline", "latest-public", "--candidate", "1"), "also needs --generator and --suite"),
        (("--baseline", "BASE", "--candidate", "/nowhere"), "folder or zip of pictures"),
        (("--baseline", "BASE", "--candidate", "https://a.example"), "needs --model"),
        (("--baseline", "BASE", "--candidate", "BASE"), "two submissions are expected"),
        (("--baseline", "BASE", "--candidate", "1", "-o", "report.pdf"), "no known ending"),
        (("--plan",), "or --sd"),
        (("--baseline", "BASE", "--candidate", "1", "--alpha", "7"), "--alpha"),
    ],
)
def test_an_error_says_what_to_do_and_is_no_verdict(
    signed_in: Run, baseline: Submission, arguments: tuple[str, ...], said: str
) -> None:
    ended = signed_in("gate", *(str(baseline.pk) if part == "BASE" else part for part in arguments))
    assert (ended.code, ended.out) == (3, "")
    assert said in ended.err
