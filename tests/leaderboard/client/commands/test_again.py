"""``salon repeat`` and ``salon rejudge``: what they ask before they do it, and what they refuse."""

from __future__ import annotations

import io

import pytest

from leaderboard.models import JudgeProfile, Outcome, Submission, User
from leaderboard.pipeline.accounts import create_token
from tests.factories import GeneratorFactory
from tests.leaderboard.client.conftest import Ran, Run
from tests.leaderboard.pipeline.runs import SECRET, reloaded
from tests.leaderboard.pipeline.submission.test_missing_pictures import incomplete
from tests.leaderboard.pipeline.submission.test_newer_judge import newer, source

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["newer", "source"]


@pytest.fixture
def as_person(signed_in: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command as somebody who answers questions with no: the person comes first."""

    def run(user: User, *arguments: object) -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        monkeypatch.setenv("SALON_TOKEN", create_token(user, "other")[1])
        return signed_in(*arguments)

    return run


def test_missing_pictures_are_requested_again_with_the_same_key(
    as_person: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = incomplete()
    author = submission.generator.owner
    monkeypatch.setenv("PAINTER_KEY", SECRET)
    asked = as_person(author, "repeat", submission.pk, "--api-key-env", "PAINTER_KEY")
    assert (asked.code, asked.out.count("500 from the endpoint")) == (3, 2)
    assert "Request the pictures above again (round 1 of 2)" in asked.err
    other = as_person(author, "repeat", submission.pk, "--yes", "--base-url", "https://other.example.org/v1")
    assert (other.code, "must come from the same endpoint" in other.err) == (3, True)
    assert reloaded(submission).outcome == Outcome.SCORED
    done = as_person(author, "repeat", submission.pk, "--yes", "--api-key-env", "PAINTER_KEY", "--json")
    assert (done.code, done.json["id"], done.json["outcome"]) == (0, submission.pk, "running")
    assert SECRET not in done.out + done.err
    again = as_person(author, "repeat", submission.pk, "--yes")
    assert (again.code, f"submission {submission.pk}: " in again.err) == (3, True)
    assert as_person(GeneratorFactory.create().owner, "repeat", submission.pk, "--yes").code == 3


def test_pictures_are_judged_under_the_newer_profile_once(
    as_person: Run, source: Submission, newer: JudgeProfile
) -> None:
    author = source.generator.owner
    asked = as_person(author, "rejudge", source.pk)
    assert (asked.code, f"Have 48 pictures judged under {newer}" in asked.err) == (3, True)
    assert Submission.objects.count() == 1
    done = as_person(author, "rejudge", source.pk, "--yes")
    again = Submission.objects.latest("pk")
    assert (done.code, done.out.split()) == (0, [str(again.pk)])
    assert (again.pictures_of, again.judge_profile) == (source, newer)
    refused = as_person(author, "rejudge", source.pk, "--json")
    assert (refused.code, "has the same pictures" in refused.err) == (3, True)
    assert as_person(GeneratorFactory.create().owner, "rejudge", source.pk, "--yes").code == 3
