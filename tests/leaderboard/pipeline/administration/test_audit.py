"""The log of operators' actions: with the action or not at all, with a reason, and one view an hour."""

from __future__ import annotations

import pytest
from django.db import transaction

from leaderboard.models import AuditAction, AuditEntry, User
from leaderboard.pipeline.administration.audit import ONE_VIEW_PER, Actor, record, record_view
from leaderboard.pipeline.administration.refusal import ActionRefused
from tests.factories import UserFactory, running_submission
from tests.leaderboard.pipeline.threads import together

ANNA = Actor("anna@example.org", 1)


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_what_and_why() -> None:
    operator = UserFactory.create(email="anna@example.org")
    target = UserFactory.create(email="bo@example.org")
    details = {"old": 10, "new": 30}
    entry = record(Actor.of(operator), AuditAction.USER_QUOTA, target, " A course.\r\nUntil May. ", details)
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_id, entry.action) == ("anna@example.org", operator.pk, "user.quota")
    assert (entry.target_kind, entry.target_id, entry.target_name) == ("user", str(target.pk), "bo@example.org")
    assert (entry.reason, entry.details, entry.public) == ("A course.\nUntil May.", details, False)
    assert entry.at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", " \n", "\u200b", "bell \a", "x" * 2001])
def test_a_person_gives_a_reason_that_can_be_read(reason: str) -> None:
    with pytest.raises(ActionRefused):
        record(ANNA, AuditAction.USER_QUOTA, UserFactory.create(), reason)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_a_command_needs_a_reason_only_for_the_public() -> None:
    target, command = running_submission(), Actor.command("withdraw")
    assert record(command, AuditAction.SUBMISSION_WITHDRAW, target, "").actor == "manage.py withdraw"
    with pytest.raises(ActionRefused):
        record(command, AuditAction.SUBMISSION_WITHDRAW, target, "", public=True)


@pytest.mark.django_db(transaction=True)
def test_an_action_that_is_undone_is_not_logged() -> None:
    target = UserFactory.create()
    with pytest.raises(RuntimeError, match="transaction"):
        record(ANNA, AuditAction.USER_QUOTA, target, "a course")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(ANNA, AuditAction.USER_QUOTA, target, "a course")
        raise ZeroDivisionError
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_view_is_logged_once_an_hour_for_each_operator_even_by_requests_at_once() -> None:
    submission, bo = running_submission(), Actor("bo@example.org", 2)
    together([lambda: record_view(ANNA, submission)] * 4)
    record_view(bo, submission)
    record_view(ANNA, running_submission())
    assert list(AuditEntry.objects.order_by("id").values_list("actor", "target_id")) == [
        (ANNA.name, str(submission.pk)),
        (bo.name, str(submission.pk)),
        (ANNA.name, str(submission.pk + 1)),
    ]


@pytest.mark.django_db
def test_an_hour_later_the_view_is_logged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = running_submission()
    record_view(ANNA, submission)
    monkeypatch.setattr("leaderboard.pipeline.administration.audit.ONE_VIEW_PER", ONE_VIEW_PER * 0)
    record_view(ANNA, submission)
    assert AuditEntry.objects.count() == 2


def test_who_acts_is_a_person_or_a_command() -> None:
    assert Actor.of(User(pk=3, email="anna@example.org")) == Actor("anna@example.org", 3)
    assert Actor.command("tidy") == Actor("manage.py tidy", None)
