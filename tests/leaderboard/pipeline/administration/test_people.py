"""Quota, operators and tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings

from leaderboard.models import ApiToken, AuditEntry, Board, User, personal_team
from leaderboard.models.clock import Now
from leaderboard.pipeline import accounts
from leaderboard.pipeline.administration import boards, people
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.work import quota
from tests.factories import UserFactory, publish, scored_submission
from tests.leaderboard.pipeline.administration.acting import WHY, one_of_many

pytestmark = pytest.mark.django_db


def test_a_team_has_its_own_quota_until_it_has_the_sites_again(settings: LazySettings) -> None:
    settings.SALON_QUOTA_SUBMISSIONS = 3
    team = personal_team(UserFactory.create())
    for submission_quota, left in ((30, 30), (None, 3)):
        people.set_quota(team, submission_quota=submission_quota, **WHY)
        team.refresh_from_db()
        assert quota.quota_state(team).left == left
    assert [entry.details for entry in AuditEntry.objects.order_by("id")] == [
        {"from": None, "to": 30},
        {"from": 30, "to": None},
    ]


@pytest.mark.parametrize("number", [0, -1, people.MOST_QUOTA + 1, None])
def test_a_quota_that_is_none_or_the_same_is_refused(number: int | None) -> None:
    with pytest.raises(ActionRefused):
        people.set_quota(personal_team(UserFactory.create()), submission_quota=number, **WHY)
    assert not AuditEntry.objects.exists()


def test_an_operator_is_made_and_ends() -> None:
    user = UserFactory.create()
    people.make_operator(user, **WHY)
    assert User.objects.get(pk=user.pk).is_staff
    with pytest.raises(ActionRefused, match="already"):
        people.make_operator(user, **WHY)
    people.end_operator(user, **WHY)
    assert not User.objects.get(pk=user.pk).is_staff
    with pytest.raises(ActionRefused, match="not an operator's"):
        people.end_operator(user, **WHY)
    assert AuditEntry.objects.count() == 2


def test_nobody_ends_as_an_operator_by_their_own_hand() -> None:
    user = UserFactory.create(is_staff=True)
    with pytest.raises(ActionRefused, match="your own account"):
        people.end_operator(user, actor=Actor.of(user), reason="holidays")
    assert User.objects.get(pk=user.pk).is_staff


@pytest.mark.django_db(transaction=True)
def test_a_token_is_deleted_once() -> None:
    row, secret = accounts.create_token(UserFactory.create(), "ci")
    one_of_many(lambda: people.delete_token(ApiToken.objects.filter(pk=row.pk).first() or row, **WHY))
    assert accounts.user_for_token(secret) is None
    entry = AuditEntry.objects.get()
    assert (entry.target_id, entry.target_name) == (str(row.pk), f"ci of {row.user}")
    assert secret not in str(entry.__dict__)


def test_a_board_is_published_without_the_pause_after_a_failure() -> None:
    release = publish(scored_submission())
    board = release.board
    Board.objects.filter(pk=board.pk).update(due_at=Now() + timedelta(hours=1), cause="OSError: no space")
    board.refresh_from_db()
    assert "no space" in boards.foresee_publishing(board)
    boards.publish_now(board, **WHY)
    assert publishing.claim_board(board.pk) is not None
    assert AuditEntry.objects.get().target_name == board.slug
