"""Offers: the pictures of the submission whose share ends first, and no more in the queue than keep the judges busy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leaderboard.domain.judging.breaker import BreakerState
from leaderboard.domain.stages import Stage
from leaderboard.models import JudgedImage, JudgeServer, Outcome, Submission
from leaderboard.models.work import PlannedWork
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.work import leases, offers
from tests.leaderboard.pipeline.runs import judge, judging_submission, pass_time
from tests.leaderboard.pipeline.threads import together

LOST_S = 30.0


def planned(pictures: int, *, share_end: int | None = None) -> Submission:
    """A submission whose pictures wait for the judge, none of them in the queue."""
    submission = judging_submission(pictures=pictures, share_end=share_end)
    JudgedImage.objects.update(queued_at=None)
    return submission


def ids(submission: Submission) -> list[int]:
    return list(submission.judgings.order_by("id").values_list("pk", flat=True))


def in_queue() -> set[int]:
    return set(JudgedImage.objects.filter(queued_at__isnull=False).values_list("pk", flat=True))


def offer(*submissions: Submission) -> int:
    return offers.offer_judgings([submission.pk for submission in submissions], LOST_S)


@pytest.mark.django_db
def test_the_room_is_offered_once_in_order_and_refilled_row_by_row(settings: LazySettings) -> None:
    settings.SALON_JUDGING_WINDOW = 5
    submission = planned(9)
    assert offer(submission) == 5
    assert in_queue() == set(ids(submission)[:5])
    assert offer(submission) == 0
    # A claimed row still takes a place; a finished one makes room for the next.
    claim = judging.claim_judging(ids(submission)[0])
    assert claim is not None
    assert offer(submission) == 0
    submission.judgings.filter(pk=ids(submission)[0]).update(status="judged", **leases.NO_LEASE)
    assert offers.offer_next(submission.pk) == {submission.pk}
    assert in_queue() == set(ids(submission)[1:6])


@pytest.mark.django_db
def test_the_share_that_ends_first_is_judged_first_and_the_next_fills_what_it_leaves(settings: LazySettings) -> None:
    settings.SALON_JUDGING_WINDOW = 4
    later, first, older_release = planned(3, share_end=900), planned(3, share_end=500), planned(1)
    assert offers.offer_next(later.pk) == {older_release.pk, first.pk}
    assert in_queue() == {*ids(older_release), *ids(first)}
    for row in (older_release.judgings.get(), first.judgings.order_by("id")[0]):
        judge(row)
    first.judgings.order_by("id")[1:2]
    assert offers.offer_next(first.pk) == {later.pk}, "all others of the first are in the queue"
    assert len(in_queue()) == 4


@pytest.mark.django_db
def test_neither_what_waits_for_its_admission_nor_what_has_ended_is_offered() -> None:
    waiting, ended = planned(2), planned(2)
    Submission.objects.filter(pk=waiting.pk).update(stage=Stage.SUBMISSION)
    Submission.objects.filter(pk=ended.pk).update(
        outcome=Outcome.FAILED, cause="why", ended_at=timezone.now(), deadline_at=None
    )
    assert offer(waiting, ended) == 0


@pytest.mark.django_db
def test_every_judge_at_work_makes_room(settings: LazySettings) -> None:
    settings.SALON_JUDGING_WINDOW = 2
    submission = planned(9)
    kinds: dict[str, dict[str, Any]] = {
        "one": {},
        "two": {},
        "refused": {"refusal": "another model"},
        "drifted": {"drift": "too kind"},
        "paused": {"breaker": BreakerState.OPEN},
        "gone": {"seen_at": timezone.now() - timedelta(minutes=2)},
    }
    for name, fields in kinds.items():
        JudgeServer.objects.create(name=name, judge_profile=submission.judge_profile, **fields)
    assert offer(submission) == 4


@pytest.mark.django_db
def test_a_lost_message_and_an_expired_lease_are_offered_again(settings: LazySettings) -> None:
    settings.SALON_JUDGING_WINDOW = 2
    submission = planned(3)
    lost, died, waits = submission.judgings.order_by("id")
    assert offer(submission) == 2
    assert judging.claim_judging(died.pk) is not None
    for row in (lost, died):
        pass_time(row, settings.SALON_LEASE_S + 1)
    # What was tried least comes first.
    assert offer(submission) == 2
    assert queued_since(lost, waits)
    settings.SALON_JUDGING_WINDOW = 3
    assert offer(submission) == 1
    assert queued_since(died)


def queued_since(*rows: PlannedWork) -> bool:
    recent = JudgedImage.objects.filter(queued_at__gt=timezone.now() - timedelta(seconds=LOST_S))
    return recent.filter(pk__in=[row.pk for row in rows]).count() == len(rows)


@pytest.mark.django_db
def test_rows_that_wait_for_their_time_are_not_offered_and_take_no_place(settings: LazySettings) -> None:
    settings.SALON_JUDGING_WINDOW = 2
    submission = planned(3)
    later, *others = ids(submission)
    submission.judgings.filter(pk=later).update(due_at=timezone.now() + timedelta(seconds=60))
    assert offer(submission) == 2
    assert in_queue() == set(others)
    pass_time(JudgedImage.objects.get(pk=later), 61)
    assert offer(submission) == 0


@pytest.mark.django_db
def test_only_those_that_are_named_are_offered_by_the_sweeper_and_all_in_one_statement() -> None:
    named, other = planned(2, share_end=9), planned(2, share_end=5)
    assert offer(named) == 2
    with CaptureQueriesContext(connection) as captured:
        assert offer(named, other) == 2
    assert len(captured) == 1


@pytest.mark.django_db(transaction=True)
def test_offering_at_the_same_time_never_offers_a_row_twice() -> None:
    submission = planned(20)
    offered = sum(together([lambda: offer(submission)] * 4))
    assert offered == len(in_queue()) == 20
