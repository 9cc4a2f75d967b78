"""Cancelling a submission on its page: what is said before, and what happens."""

from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.models import Outcome, Submission
from leaderboard.pipeline.work import quota
from tests.factories import scored_submission
from tests.leaderboard.pipeline.runs import judge, judging_submission, reloaded
from tests.leaderboard.web.people import person, signed_in

pytestmark = pytest.mark.django_db


def page(client: Client, submission: Submission, path: str = "") -> str:
    return " ".join(client.get(f"/submissions/{submission.pk}/{path}").content.decode().split())


def test_it_is_confirmed_first_and_only_by_its_author() -> None:
    submission = judging_submission()
    quota.debit(submission, submission.generator.owner)
    address = f"/submissions/{submission.pk}/cancel/"
    assert signed_in(person()).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    client = signed_in(submission.generator.owner)
    assert address in page(client, submission)
    assert "Nothing has been judged yet: your quota is refunded." in page(client, submission, "cancel/")
    assert reloaded(submission).outcome == Outcome.RUNNING
    reply = client.post(address, {"refund": "1"}, follow=True).content.decode()
    assert "The submission is cancelled, and its quota is refunded." in reply
    assert "You cancelled this submission" in reply
    assert "Cancelled by its author on" in reply
    assert address not in reply


def test_who_was_promised_a_refund_is_asked_again_when_judging_begins() -> None:
    submission = judging_submission()
    client = signed_in(submission.generator.owner)
    judge(submission.judgings.order_by("id")[0])
    reply = client.post(f"/submissions/{submission.pk}/cancel/", {"refund": "1"}, follow=True).content.decode()
    assert "judging has begun meanwhile" in reply
    assert "the submission counts against your quota" in reply
    assert reloaded(submission).outcome == Outcome.RUNNING
    reply = client.post(f"/submissions/{submission.pk}/cancel/", follow=True).content.decode()
    assert "It counts against your quota." in reply


def test_what_has_ended_is_not_offered() -> None:
    submission = scored_submission()
    client = signed_in(submission.generator.owner)
    assert "/cancel/" not in page(client, submission)
    reply = client.get(f"/submissions/{submission.pk}/cancel/", follow=True).content.decode()
    assert "it cannot be cancelled" in reply
