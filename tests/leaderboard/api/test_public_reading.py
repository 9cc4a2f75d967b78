"""What is public is read without a token: every page of every list, at the database's precision, cached as HTTP can."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from leaderboard.api.urls import api as described
from leaderboard.models import (
    GeneratedImage,
    Judgement,
    Prompt,
    PromptSuite,
    Release,
    ReleaseRow,
    ReleaseScore,
    Submission,
    User,
)
from tests.factories import GeneratorFactory, publish, scored_submission
from tests.leaderboard.api.calls import client_of

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


@pytest.fixture
def release() -> Release:
    return publish(scored_submission(), scored_submission(verdict=2))


def every_page(path: str, limit: int, **query: int) -> list[Any]:
    """All items of a list, page by page."""
    items: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        asked: dict[str, str | int] = {"limit": limit, "cursor": cursor, **query}
        reply = Client().get(V1 + path, asked)
        assert reply.status_code == 200, reply.content
        page = reply.json()
        assert 0 < len(page["items"]) <= limit
        items += page["items"]
        cursor = page["next"]
    return items


def test_pages_of_a_list_are_the_whole_list_once(release: Release) -> None:
    base = f"/boards/{release.board.slug}/releases"
    submission = Submission.objects.order_by("-pk")[0]
    of = f"/submissions/{submission.pk}"
    images = GeneratedImage.objects.filter(submission=submission)
    judgements = Judgement.objects.filter(judging__submission=submission)
    for path, limit, name, expected in (
        (base, 1, "number", [1]),
        (f"{base}/1/rows", 1, "submission", list(ReleaseRow.objects.values_list("submission_id", flat=True))),
        (f"{base}/1/scores", 50, "mean", list(ReleaseScore.objects.order_by("pk").values_list("mean", flat=True))),
        ("/models", 1, "id", sorted(Submission.objects.values_list("generator", flat=True))),
        ("/submissions", 1, "id", list(Submission.objects.order_by("-pk").values_list("pk", flat=True))),
        (f"{of}/images", 7, "id", list(images.order_by("pk").values_list("pk", flat=True))),
        (f"{of}/judgements", 60, "id", list(judgements.order_by("pk").values_list("pk", flat=True))),
        ("/suites/demo/1/prompts", 10, "key", list(Prompt.objects.order_by("position").values_list("key", flat=True))),
    ):
        assert [item[name] for item in every_page(path, limit)] == expected, path


def test_a_models_scores_go_down_to_the_facets(release: Release) -> None:
    row = ReleaseRow.objects.select_related("submission").get(position=2)
    found = every_page(f"/boards/{release.board.slug}/releases/1/scores", 500, model=row.submission.generator_id)
    assert {item["level"] for item in found} == {"overall", "dimension", "sub_capability", "facet"}
    assert [item["field_low"] for item in found] == list(row.scores.order_by("pk").values_list("field_low", flat=True))
    submission = Client().get(f"{V1}/submissions/{row.submission_id}/scores").json()
    assert {item["scope"] for item in submission} == {"judged", "target"}


def test_a_picture_leads_to_its_files_and_to_what_the_judge_said(release: Release) -> None:
    image = GeneratedImage.objects.select_related("prompt", "stored")[0]
    shown = Client().get(f"{V1}/images/{image.pk}").json()
    assert image.stored is not None
    assert (shown["prompt"], shown["sha256"], shown["width"]) == (image.prompt.key, image.stored.sha256, 512)
    assert shown["original"].endswith(f"/images/{image.pk}/original")
    (said,) = [
        one for one in Client().get(f"{V1}/images/{image.pk}/judgements").json() if one["dimension"] == "Quality"
    ]
    stored = Judgement.objects.get(pk=said["id"])
    assert said["reasoning"] == "Looked at the picture."
    assert [[one["sub_capability"], one["facet"], one["verdict"]] for one in said["verdicts"]] == stored.verdicts


@pytest.mark.parametrize("cursor", ["x", "1:abc", "a" * 501])
def test_a_bad_cursor_is_a_problem(release: Release, cursor: str) -> None:
    reply = Client().get(f"{V1}/submissions", {"cursor": cursor})
    assert (reply.status_code, reply["Content-Type"]) == (422, "application/problem+json")
    assert [fault["field"] for fault in reply.json()["faults"]] == ["cursor"]


def test_a_cursor_is_good_for_its_own_list_only(release: Release) -> None:
    cursor = Client().get(f"{V1}/models", {"limit": 1}).json()["next"]
    assert Client().get(f"{V1}/models", {"cursor": cursor}).status_code == 200
    assert Client().get(f"{V1}/submissions", {"cursor": cursor}).status_code == 422


def test_only_public_submissions_are_there_and_with_a_token_the_own_ones(author: User) -> None:
    mine = scored_submission(generator=GeneratorFactory.create(owner=author))
    image = mine.images.all()[0]
    paths = [f"/submissions/{mine.pk}{rest}" for rest in ("", "/scores", "/images", "/judgements")]
    for path in [*paths, f"/images/{image.pk}", f"/images/{image.pk}/judgements", f"/models/{mine.generator_id}"]:
        assert Client().get(V1 + path).status_code == 404
        assert Client(headers={"authorization": "Bearer wrong"}).get(V1 + path).status_code in (401, 404)
        assert client_of(author).get(V1 + path).status_code == (404 if "models" in path else 200)
    assert Client().get(f"{V1}/models").json() == {"items": [], "next": None}
    assert Client().get(f"{V1}/submissions").json()["items"] == []


def test_nothing_of_a_hidden_suite_but_its_scores(release: Release) -> None:
    submission = Submission.objects.all()[0]
    PromptSuite.objects.update(hidden=True)
    for path in (
        *(f"/submissions/{submission.pk}/images", f"/submissions/{submission.pk}/judgements"),
        *(f"/images/{submission.images.all()[0].pk}", "/suites/demo/1/prompts", "/suites/demo/1/prompts/p001"),
    ):
        assert Client().get(V1 + path).status_code == 404
    assert Client().get(f"{V1}/submissions/{submission.pk}/scores").status_code == 200


def needs_choice(call: dict[str, Any]) -> bool:
    """Whether it computes something about what its query names."""
    required = [parameter for parameter in call.get("parameters", []) if parameter["required"]]
    return call["operationId"] == "plan_gate" or any(parameter["in"] == "query" for parameter in required)


def test_every_answer_has_an_etag_and_a_date_and_is_not_sent_twice(release: Release) -> None:
    submission = Submission.objects.all()[0]
    image = submission.images.all()[0]
    values = {
        "slug": release.board.slug,
        "number": 1,
        "model": submission.generator_id,
        "key": submission.pk,
        "image": image.pk,
        "suite": "demo",
        "version": "1",
        "prompt": "p001",
        "judge": "pixel-baseline",
        "profile_version": "3",
    }
    paths = described.get_openapi_schema()["paths"]
    reading = {path: calls["get"] for path, calls in paths.items() if "get" in calls}
    public = [path for path, call in reading.items() if {} in call.get("security", [{}]) and not needs_choice(call)]
    assert len(public) > 20
    for path in (path.format(**values) for path in public):
        reply = Client().get(path)
        assert reply.status_code == 200, path
        assert "Last-Modified" in reply, path
        assert "Authorization" in reply["Vary"], path
        again = Client().get(path, headers={"if-none-match": f"W/{reply['ETag']}"})
        assert (again.status_code, again.content) == (304, b""), path
        assert again["Last-Modified"] == reply["Last-Modified"]
        head = Client().head(path)
        assert (head.status_code, head["ETag"], head.content) == (200, reply["ETag"], b""), path
        by_date = Client().get(path, headers={"if-modified-since": reply["Last-Modified"]})
        assert (by_date.status_code == 304) == ("/releases/1" in path), path
        assert ("immutable" in reply["Cache-Control"]) == ("/releases/1" in path), path


def test_other_sites_may_read_and_not_write() -> None:
    origin = {"origin": "https://elsewhere.example"}
    reply = Client().get(f"{V1}/boards", headers=origin)
    assert reply["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in reply
    assert "ratelimit" in reply["Access-Control-Expose-Headers"]
    asked = Client().options(f"{V1}/generators", headers={**origin, "access-control-request-method": "POST"})
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in Client().get("/about/", headers=origin)


def test_the_description_names_calls_as_programs_would() -> None:
    document = described.get_openapi_schema()
    assert document["openapi"] == "3.1.0"
    calls = [call for calls in document["paths"].values() for call in calls.values()]
    names = [call["operationId"] for call in calls]
    assert len(names) == len(set(names))
    assert all("leaderboard" not in name for name in names)
    assert all(call["description"].endswith(".") for call in calls)
    assert all("application/problem+json" in call["responses"]["404"]["content"] for call in calls)
