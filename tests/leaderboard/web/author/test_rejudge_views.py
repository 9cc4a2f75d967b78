"""The page that asks before a submission's pictures are judged under a newer profile."""

from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.models import JudgeProfile, Submission
from tests.leaderboard.api.calls import client_of, post
from tests.leaderboard.pipeline.submission.test_newer_judge import newer, source
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["newer", "source"]


def page(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_it_says_what_it_costs_and_both_submissions_name_each_other(source: Submission, newer: JudgeProfile) -> None:
    client, address = signed_in(source.generator.owner), f"/submissions/{source.pk}/rejudge/"
    assert address in page(client, f"/submissions/{source.pk}/")
    asked = page(client, address)
    assert "It costs one submission of your quota; you have 10 left." in asked
    assert str(newer) in asked
    assert signed_in(person()).post(address).status_code == 404
    again = client.post(address, follow=True).content.decode()
    assert "The same pictures are judged in this new submission." in again
    assert f"#{source.pk}" in again
    new = Submission.objects.latest("id")
    first = page(client, f"/submissions/{source.pk}/")
    assert (f"#{new.pk}" in first, address in first) == (True, False)
    assert "has the same pictures under" in client.post(address, follow=True).content.decode()


def test_a_submission_under_the_current_profile_is_not_offered_it(source: Submission) -> None:
    client = signed_in(source.generator.owner)
    assert "/rejudge/" not in page(client, f"/submissions/{source.pk}/")
    reply = client.get(f"/submissions/{source.pk}/rejudge/", follow=True).content.decode()
    assert "was judged under pixel-baseline v3" in reply


def test_the_api_foresees_and_rejudges(source: Submission, newer: JudgeProfile) -> None:
    api = client_of(source.generator.owner)
    call = f"/submissions/{source.pk}/rejudge"
    would = api.get(f"/api/v1{call}").json()
    assert (would["refusal"], would["judge_profile"], would["pictures"]) == ("", str(newer), 48)
    made = post(api, call, {})
    assert (made.status_code, made.json()["pictures_of"]) == (201, source.pk)
    assert "has the same pictures" in api.get(f"/api/v1{call}").json()["refusal"]
    assert post(api, call, {}).status_code == 409
    assert api.get("/api/v1/submissions/" + str(made.json()["id"])).json()["judge_profile"] == str(newer)
