"""A submission's files: CSV and JSON hold the same numbers, and the verdicts give the published scores."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import OVERALL
from leaderboard.domain.scoring.scores import image_scores, submission_scores
from leaderboard.models import GeneratedImage, Judgement, Prompt, Submission
from leaderboard.pipeline.scoring.scoring import verdicts_of
from tests.factories import running_submission
from tests.leaderboard.mixed_scores import mixed_submission
from tests.leaderboard.web.pages import content_of, csv_rows
from tests.leaderboard.web.people import signed_in

pytestmark = pytest.mark.django_db


def author_of(submission: Submission) -> Client:
    return signed_in(submission.generator.owner)


def test_the_json_holds_the_same_as_the_csv_and_what_it_was_measured_with() -> None:
    submission = mixed_submission(without="Quality")
    client = author_of(submission)
    document: dict[str, Any] = json.loads(content_of(client, f"/submissions/{submission.pk}/breakdown.json"))
    rows = csv_rows(client, f"/submissions/{submission.pk}/breakdown.csv")
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
    for row in csv_rows(client, f"/submissions/{submission.pk}/verdicts.csv"):
        if row["verdict"] not in {"", "N/A"}:
            path = FacetPath(row["dimension"], row["sub_capability"], row["facet"])
            verdicts.setdefault(row["prompt_key"], {})[path] = int(row["verdict"])
    means = submission_scores(image_scores(given) for given in verdicts.values())
    overall = csv_rows(client, f"/submissions/{submission.pk}/breakdown.csv")[0]
    assert repr(means[OVERALL].value) == overall["mean"]


def test_there_is_a_line_per_picture_and_facet_of_its_calls() -> None:
    submission = mixed_submission()
    rows = csv_rows(author_of(submission), f"/submissions/{submission.pk}/verdicts.csv")
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
    rows = csv_rows(author_of(mixed), f"/submissions/{mixed.pk}/verdicts.csv")
    gone = [row for row in rows if row["status"] == "truncated"]
    assert {row["dimension"] for row in gone} == {lost.dimension}
    assert {row["verdict"] for row in gone} == {""}
    document = json.loads(content_of(author_of(submission), f"/submissions/{submission.pk}/verdicts.json"))
    assert {row["status"] for row in document["verdicts"]} == {"no_image"}
    assert {row["verdict"] for row in document["verdicts"]} == {None}
    assert verdicts_of(lost.judging)


def test_the_verdict_files_hold_the_same() -> None:
    submission = mixed_submission()
    client = author_of(submission)
    document = json.loads(content_of(client, f"/submissions/{submission.pk}/verdicts.json"))
    rows = csv_rows(client, f"/submissions/{submission.pk}/verdicts.csv")
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
