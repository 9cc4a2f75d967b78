"""Bans: nothing runs or is submitted for the account meanwhile, and lifting one gives back what can be given back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from leaderboard.models import Ban, Outcome, QuotaEntry, Submission, User, personal_team
from leaderboard.pipeline import accounts
from leaderboard.pipeline.administration.bans import ban, unban
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import EndpointSpec, submit_endpoint
from leaderboard.pipeline.work.quota import quota_state
from tests.factories import (
    GeneratorFactory,
    UserFactory,
    load_demo_suite,
    load_pixel_profile,
    publish,
    scored_submission,
)
from tests.leaderboard.pipeline.administration.actors import ANNA
from tests.leaderboard.pipeline.runs import reloaded
from tests.leaderboard.pipeline.threads import overlapping

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "It submits other people's pictures."
SPEC = EndpointSpec(base_url="http://images.example.org/v1", model="m", api_key="secret", size="", extra={})


def submit(owner: User) -> Submission:
    load_pixel_profile()
    return submit_endpoint(GeneratorFactory.create(owner=owner), load_demo_suite(), ["en"], SPEC)


def test_runs_end_and_their_quota_comes_back_with_the_account() -> None:
    user = UserFactory.create()
    run, left = submit(user), quota_state(personal_team(user)).left
    _, token = accounts.create_token(user, "mine")
    ban(user.pk, ANNA, WHY, unlist=False)
    ended = reloaded(run)
    assert (ended.outcome, WHY in ended.cause) == (Outcome.FAILED, True)
    assert ended.endpoint.sealed_key is None
    assert accounts.user_for_token(token) is None
    assert quota_state(personal_team(user)).left == left
    unban(user.pk, ANNA, "A mistake.")
    assert accounts.user_for_token(token) == user
    assert quota_state(personal_team(user)).left == left + 1
    assert reloaded(run).outcome == Outcome.FAILED


def test_the_models_leave_the_boards_if_the_operator_says_so_and_come_back() -> None:
    kept, gone = scored_submission(), scored_submission()
    publish(kept, gone)
    ban(kept.generator.owner_id, ANNA, WHY, unlist=False)
    ban(gone.generator.owner_id, ANNA, WHY, unlist=True)
    assert reloaded(kept).generator.unlisted_at is None
    assert reloaded(gone).generator.unlisted_reason == WHY
    unban(gone.generator.owner_id, ANNA, "A mistake.")
    assert reloaded(gone).generator.unlisted_at is None


def test_a_submission_on_its_way_is_refused_or_ended() -> None:
    """Whichever of the two gets the account's row first: nothing of a banned account runs."""
    user = UserFactory.create()
    errors = overlapping(lambda: ban(user.pk, ANNA, WHY, unlist=False), lambda: _submit_or_refused(user))
    del errors
    assert not Submission.objects.filter(outcome=Outcome.RUNNING).exists()


def _submit_or_refused(user: User) -> None:
    try:
        submit(user)
    except SubmissionRefused as refusal:
        assert "banned" in str(refusal)  # in another thread, where pytest.raises would hide the race


def test_a_request_that_began_before_the_ban_costs_nothing() -> None:
    user = UserFactory.create()
    ban(user.pk, ANNA, WHY, unlist=False)
    with pytest.raises(SubmissionRefused, match="banned"):
        submit(user)  # ``user`` was read before
    assert not QuotaEntry.objects.exists()


def test_an_account_has_one_ban_at_a_time_and_operators_none() -> None:
    user = UserFactory.create()
    with pytest.raises(ActionRefused, match="not banned"):
        unban(user.pk, ANNA, WHY)
    ban(user.pk, ANNA, WHY, unlist=False)
    with pytest.raises(ActionRefused, match="already"):
        ban(user.pk, ANNA, WHY, unlist=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.create(user=user, reason=WHY)
    unban(user.pk, ANNA, "A mistake.")
    ban(user.pk, ANNA, WHY, unlist=False)
    with pytest.raises(ActionRefused, match="operator"):
        ban(UserFactory.create(is_staff=True).pk, ANNA, WHY, unlist=False)
