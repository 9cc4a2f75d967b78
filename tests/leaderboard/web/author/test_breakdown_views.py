"""Breakdown and verdicts: the page and the files hold the same numbers, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import pytest
from django.test import Client

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL
from leaderboard.domain.scoring.scores import image_scores, submission_scores
from leaderboard.models import GeneratedImage, Judgement, Prompt, PromptSuite, Submission
from leaderboard.pipeline.scoring.scoring import verdicts_of
from leaderboard.web.words.numbers import round_score
from tests.factories import load_demo_suite, running_submission
from tests.leaderboard.mixed_scores import mixed_submission
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    return client.get(address).getvalue().decode()


def lines(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(read(client, address).splitlines()))


def author_of(submission: Submission) -> Client:
    return signed_in(submission.generator.owner)


@pytest.mark.parametrize("scope", ["judged", "target"])
def test_the_page_shows_the_file_s_numbers_rounded(scope: str) -> None:
    submission = mixed_submission()
    client = author_of(submission)
    rows = [row for row in lines(client, f"/submissions/{submission.pk}/breakdown.csv") if row["scope"] == scope]
    page = read(client, f"/submissions/{submission.pk}/breakdown/?scope={scope}").split("By kind of prompt")[0]
    # The overall stands in a line of its own, everything else in the first cell after its name.
    means = re.findall(r'(?:class="overall-line"|</th><td class="num">).*?</span>(?=</span>| )', page)
    shown = [re.findall(r'meter__value">([\d.]+)<|aria-hidden="true">(–)<', mean)[0] for mean in means]
    assert len(rows) == 1 + 5 + 23 + 56
    assert [a or b for a, b in shown] == [round_score(float(row["mean"])) if row["mean"] else "–" for row in rows]


def test_the_json_holds_the_same_as_the_csv_and_what_it_was_measured_with() -> None:
    submission = mixed_submission(without="Quality")
    client = author_of(submission)
    document: dict[str, Any] = json.loads(read(client, f"/submissions/{submission.pk}/breakdown.json"))
    rows = lines(client, f"/submissions/{submission.pk}/breakdown.csv")
    assert len(document["scores"]) == len(rows)
    for given, row in zip(document["scores"], rows, strict=True):
        assert repr(given["mean"]) == (row["mean"] or "None")
        assert str(given["images"]) == row["images"]
        assert [given[n] for n in ("level", "language", "scope", "dimension")] == [
            row[n] for n in ("level", "language", "scope", "dimension")
        ]
    assert document["judge_profile"]["sha256"] == submission.judge_profile.sha256
    assert document["suite"]["sha256"] == submission.suite.sha256
    missing = next(row for row in rows if row["dimension"] == "Quality")
    assert (missing["mean"], missing["images"]) == ("", "0")


def test_the_verdicts_recompute_the_published_scores() -> None:
    submission = mixed_submission(2, 0, 1, None)
    client = author_of(submission)
    verdicts: dict[str, dict[FacetPath, Verdict]] = {}
    for row in lines(client, f"/submissions/{submission.pk}/verdicts.csv"):
        if row["verdict"] not in {"", "N/A"}:
            path = FacetPath(row["dimension"], row["sub_capability"], row["facet"])
            verdicts.setdefault(row["prompt_key"], {})[path] = int(row["verdict"])
    means = submission_scores(image_scores(given) for given in verdicts.values())
    overall = lines(client, f"/submissions/{submission.pk}/breakdown.csv")[0]
    assert repr(means[OVERALL].value) == overall["mean"]


def test_there_is_a_line_per_picture_and_facet_of_its_calls() -> None:
    submission = mixed_submission()
    rows = lines(author_of(submission), f"/submissions/{submission.pk}/verdicts.csv")
    rubric = submission.judge_profile.frozen.protocol.rubric
    expected = [
        (prompt.key, *facet.path, str(facet.path in prompt.target_facets).lower())
        for prompt in Prompt.objects.order_by("position")
        for dimension in rubric.active_dimensions(prompt.target_facets)
        for facet in rubric.checklist(dimension)
    ]
    names = ("prompt_key", "dimension", "sub_capability", "facet", "is_target")
    assert [tuple(row[name] for name in names) for row in rows] == expected
    assert {row["status"] for row in rows} == {"ok"}
    assert {row["verdict"] for row in rows} == {"0", "1", "2", "N/A"}


def test_missing_judgements_stand_there_with_their_status_and_no_verdict() -> None:
    submission = running_submission()
    mixed = mixed_submission(lost=1)
    lost = Judgement.objects.get(status="truncated")
    GeneratedImage.objects.filter(pk=submission.images.all()[0].pk).update(status="failed", cause="x")
    rows = lines(author_of(mixed), f"/submissions/{mixed.pk}/verdicts.csv")
    gone = [row for row in rows if row["status"] == "truncated"]
    assert {row["dimension"] for row in gone} == {lost.dimension}
    assert {row["verdict"] for row in gone} == {""}
    document = json.loads(read(author_of(submission), f"/submissions/{submission.pk}/verdicts.json"))
    assert {row["status"] for row in document["verdicts"]} == {"no_image"}
    assert {row["verdict"] for row in document["verdicts"]} == {None}
    assert verdicts_of(lost.judging)


def test_the_verdict_files_hold_the_same() -> None:
    submission = mixed_submission()
    client = author_of(submission)
    document = json.loads(read(client, f"/submissions/{submission.pk}/verdicts.json"))
    rows = lines(client, f"/submissions/{submission.pk}/verdicts.csv")
    assert [[str(value) for value in line.values()] for line in document["verdicts"]] == [
        [value.capitalize() if value in {"true", "false"} else value for value in row.values()] for row in rows
    ]
    assert document["judge_profile"]["caveat"] == "pixel baseline, not comparable with Q-Judger"


def test_the_files_are_streamed() -> None:
    submission = mixed_submission()
    client = author_of(submission)
    for name in ("breakdown.csv", "breakdown.json", "verdicts.csv", "verdicts.json"):
        reply = client.get(f"/submissions/{submission.pk}/{name}")
        assert reply.streaming
        assert reply["Content-Disposition"] == f'attachment; filename="submission-{submission.pk}-{name}"'


@pytest.mark.parametrize("query", ["language=fr", "scope=all", "language=zh"])
def test_an_unknown_language_or_scope_is_no_page(query: str) -> None:
    submission = mixed_submission()
    assert author_of(submission).get(f"/submissions/{submission.pk}/breakdown/?{query}").status_code == 404


def test_the_prompts_can_be_downloaded_by_everybody() -> None:
    suite = load_demo_suite()
    given = [json.loads(line) for line in read(Client(), "/suites/demo/1/prompts.jsonl").splitlines()]
    assert [prompt["key"] for prompt in given] == [prompt.key for prompt in suite.prompts.order_by("position")]
    assert given[0]["texts"].keys() == {"en", "zh"}
    (first, *_) = rows = lines(Client(), "/suites/demo/1/prompts.csv")
    assert len(rows) == 24
    assert first["text_zh"] == given[0]["texts"]["zh"]
    assert "Quality › Realism › Material Texture" in first["target_facets"]
    assert Client().get("/suites/demo/2/prompts.csv").status_code == 404


def test_a_prompt_that_looks_like_a_formula_is_a_text_in_the_csv() -> None:
    suite = PromptSuite.objects.create(
        key="sums", version="1", title="t", description="", licence="x", languages=["en"], sha256="0" * 64
    )
    suite.prompts.create(position=1, key="p1", field="", region="", texts={"en": "=1+1"}, targets=[])
    assert lines(Client(), "/suites/sums/1/prompts.csv")[0]["text_en"] == "'=1+1"
