"""The gate over HTTP: its answer and the pictures that explain it, what a caller may compare, and plans."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from leaderboard.models import GeneratedImage, Judgement, Prompt, ScoreMatrix, Submission, User
from leaderboard.pipeline.gate.submissions import compare_submissions
from tests.factories import GeneratorFactory, publish, scored_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(author: User) -> tuple[Submission, Submission]:
    """A private submission that passes everywhere, and another one that does so but on prompt p003."""
    generator = GeneratorFactory.create(owner=author)
    baseline, candidate = (scored_submission(1, generator=generator) for _ in range(2))
    fail(candidate, "p003", "Color: The sky is green. → Score: 0")
    return baseline, candidate


def fail(submission: Submission, prompt: str, reasoning: str) -> None:
    """All verdicts of the prompt's picture become 0."""
    for judgement in Judgement.objects.filter(judging__submission=submission, judging__image__prompt__key=prompt):
        judgement.verdicts = [[sub, facet, 0] for sub, facet, _verdict in judgement.verdicts]
        judgement.reasoning = reasoning
        judgement.save()
    ScoreMatrix.objects.filter(submission=submission).delete()


def get(client: Client, path: str, **query: Any) -> Any:
    return client.get(f"/api/v1{path}", query)


def test_private_submissions_are_compared_with_the_pictures_that_changed(
    api: Client, mine: tuple[Submission, Submission]
) -> None:
    baseline, candidate = mine
    asked = {"baseline": baseline.pk, "candidate": candidate.pk, "margin": ["overall:1", "quality:50"], "alpha": 0.1}
    reply = get(api, "/gates", **asked)
    assert reply.status_code == 200, reply.content
    answer = reply.json()
    expected = compare_submissions(baseline, candidate, margins={"overall": 1.0, "quality": 50.0}, alpha=0.1).result
    assert (answer["verdict"], answer["exit_code"]) == (expected.verdict, expected.exit_code) == ("undecided", 2)
    assert [(level["level"], level["difference"], level["low"]) for level in answer["levels"]] == [
        (level.requirement.level, level.difference, level.low) for level in expected.levels
    ]
    assert answer["levels"][0]["prompts_needed"] > 24
    (changed,) = answer["changed"]
    images = GeneratedImage.objects.filter(prompt__key="p003").order_by("submission_id")
    assert [changed[side]["image"] for side in ("baseline", "candidate")] == list(images.values_list("pk", flat=True))
    assert (changed["prompt"], answer["changed_level"], changed["baseline"]["score"]) == ("p003", "overall", 60.0)
    assert changed["difference"] == changed["candidate"]["score"] - changed["baseline"]["score"] == -60.0
    assert {(change["baseline"], change["candidate"]) for change in changed["verdicts"]} == {("1", "0")}
    targets = [change["is_target"] for change in changed["verdicts"]]
    assert targets == sorted(targets, reverse=True)
    assert "The sky is green." in {change["candidate_reason"] for change in changed["verdicts"]}
    assert "private" in reply["Cache-Control"]


def test_nobody_else_compares_private_submissions_and_everybody_public_ones(
    mine: tuple[Submission, Submission],
) -> None:
    baseline, candidate = mine
    numbers = {"baseline": baseline.pk, "candidate": candidate.pk}
    assert get(Client(), "/gates", **numbers).status_code == 404
    assert get(Client(), "/gates/plan", **numbers).status_code == 404
    other = scored_submission(1)
    publish(baseline, other)
    assert get(Client(), "/gates", **numbers).status_code == 404
    assert get(Client(), "/gates", baseline=baseline.pk, candidate=other.pk).json()["exit_code"] == 2


def test_no_more_than_six_pictures_and_none_of_a_hidden_suite(api: Client, mine: tuple[Submission, Submission]) -> None:
    baseline, candidate = mine
    for key in Prompt.objects.order_by("position").values_list("key", flat=True)[:9]:
        fail(candidate, key, "")
    numbers = {"baseline": baseline.pk, "candidate": candidate.pk}
    shown = [changed["prompt"] for changed in get(api, "/gates", **numbers).json()["changed"]]
    assert shown == ["p001", "p002", "p003", "p004", "p005", "p006"]
    baseline.suite.hidden = True
    baseline.suite.save()
    hidden = get(api, "/gates", **numbers).json()
    assert (hidden["changed"], hidden["verdict"]) == ([], "worse")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"candidate": 1}, 422, "baseline"),
        ({"margin": "overall"}, 409, "LEVEL=POINTS is expected"),
        ({"margin": ["overall:1", "overall:2"]}, 409, "more than once"),
        ({"margin": "beauty:1"}, 409, "there is no level beauty"),
        ({"alpha": 0.5}, 422, "less than 0.5"),
        ({"language": "fr"}, 409, "fr is expected"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    api: Client, mine: tuple[Submission, Submission], query: dict[str, Any], status: int, said: str
) -> None:
    numbers = {} if "candidate" in query else {"baseline": mine[0].pk, "candidate": mine[1].pk}
    reply = get(api, "/gates", **numbers, **query)
    assert (reply.status_code, said in reply.content.decode()) == (status, True), reply.content


def test_a_plan_from_a_spread_and_from_two_submissions(api: Client, mine: tuple[Submission, Submission]) -> None:
    planned = get(Client(), "/gates/plan", sd=11).json()
    assert [drop["drop"] for drop in planned["drops"]] == [0.5, 1.0, 2.0, 3.0]
    assert planned["drops"][1]["prompts_needed"] == 952
    assert get(Client(), "/gates/plan").status_code == 409
    observed = get(api, "/gates/plan", baseline=mine[0].pk, candidate=mine[1].pk).json()
    assert (observed["prompts"], observed["levels"]) == (24, 1)
    assert observed["sd"] > 10
