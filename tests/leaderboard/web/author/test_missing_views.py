"""The page that asks for the endpoint's key once more, to request a submission's missing pictures."""

from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.models import Outcome, RepeatedPicture, Submission
from tests.leaderboard.api.calls import client_of, post
from tests.leaderboard.pipeline.runs import SECRET, URL, reloaded
from tests.leaderboard.pipeline.submission.test_missing_pictures import incomplete
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Submission:
    """Scored, with two of four pictures missing."""
    return incomplete()


def page(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_missing_pictures_are_shown_with_their_causes_and_requested_again(submission: Submission) -> None:
    client, address = signed_in(submission.generator.owner), f"/submissions/{submission.pk}/missing/"
    assert "2 pictures are missing because their calls failed" in page(client, f"/submissions/{submission.pk}/")
    asked = page(client, address)
    assert asked.count("500 from the endpoint") == 2
    assert "This is round 1 of 2" in asked
    assert f'value="{URL}"' in asked
    fields = {"base_url": URL, "api_key": SECRET, "extra": ""}
    reply = client.post(address, fields | {"base_url": "https://other.example.org/v1"}).content.decode()
    assert "must come from the same endpoint, model and size" in reply
    assert SECRET not in reply
    reply = client.post(address, fields, follow=True).content.decode()
    assert "The missing pictures are requested again." in reply
    assert reloaded(submission).outcome == Outcome.RUNNING
    image = RepeatedPicture.objects.select_related("image").order_by("id")[0].image
    of_picture = page(client, f"/images/{image.pk}/")
    assert "This picture was requested again 1 time" in of_picture
    assert "500 from the endpoint" in of_picture


def test_only_its_author_can_do_that(submission: Submission) -> None:
    address = f"/submissions/{submission.pk}/missing/"
    assert signed_in(person()).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert reloaded(submission).outcome == Outcome.SCORED


def test_a_complete_submission_says_that_nothing_is_missing(submission: Submission) -> None:
    submission.images.filter(status="failed").delete()
    client = signed_in(submission.generator.owner)
    assert "Missing pictures" not in page(client, f"/submissions/{submission.pk}/")
    reply = client.get(f"/submissions/{submission.pk}/missing/", follow=True).content.decode()
    assert "no picture of this submission is missing" in reply


def test_the_api_names_the_missing_pictures_and_repeats_them(submission: Submission) -> None:
    api = client_of(submission.generator.owner)
    missing = api.get(f"/api/v1/submissions/{submission.pk}/missing").json()
    assert (missing["refusal"], missing["round"], missing["rounds"], missing["base_url"]) == ("", 1, 2, URL)
    assert [picture["cause"] for picture in missing["pictures"]] == ["500 from the endpoint"] * 2
    call = f"/submissions/{submission.pk}/missing"
    assert post(api, call, {"base_url": "https://other.example.org/v1"}).status_code == 409
    assert post(api, call, {"base_url": URL, "api_key": SECRET}).json()["outcome"] == "running"
    assert "is scored or has failed" in api.get(f"/api/v1{call}").json()["refusal"]
    assert post(client_of(person()), call, {"base_url": URL}).status_code == 404
