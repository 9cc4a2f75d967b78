"""The quota: a ledger with a rolling window that no two requests can outsmart."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.db.models import ProtectedError
from django.utils import timezone

from leaderboard.models import QuotaEntry, Submission, User, personal_team
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.pipeline.work import quota, transitions
from leaderboard.pipeline.work.quota import QuotaExhausted
from tests.factories import load_demo_suite, load_pixel_profile, running_submission
from tests.leaderboard.pipeline.runs import SPEC, new_generator, pass_time
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture(autouse=True)
def _three_in_seven_days(settings: LazySettings) -> None:
    settings.SALON_QUOTA_SUBMISSIONS = 3
    settings.SALON_QUOTA_DAYS = 7


def debited(owner: User, days_ago: float) -> QuotaEntry:
    submission = running_submission(generator=new_generator(owner=owner))
    entry = QuotaEntry.objects.create(user=owner, submission=submission, debited_at=timezone.now())
    pass_time(entry, days_ago * DAY)
    entry.refresh_from_db()
    return entry


def submit(owner: User) -> Submission:
    load_pixel_profile()
    return submit_endpoint(new_generator(owner=owner), load_demo_suite(), ["en"], SPEC)


def test_the_window_rolls_and_says_when_the_next_submission_is_possible(settings: LazySettings) -> None:
    owner = new_generator().owner
    assert quota.quota_state(personal_team(owner)) == quota.QuotaState(3, None)
    oldest = debited(owner, 6)
    middle = debited(owner, 3)
    debited(owner, 8)  # no longer in the window
    assert quota.quota_state(personal_team(owner)) == quota.QuotaState(1, None)
    debited(owner, 1)
    assert quota.quota_state(personal_team(owner)) == quota.QuotaState(0, oldest.debited_at + timedelta(days=7))
    # After the limit was lowered, two have to leave the window before the next one.
    settings.SALON_QUOTA_SUBMISSIONS = 2
    assert quota.quota_state(personal_team(owner)) == quota.QuotaState(0, middle.debited_at + timedelta(days=7))


def test_an_exhausted_quota_stores_nothing_and_names_the_time() -> None:
    owner = new_generator().owner
    oldest = debited(owner, 6)
    debited(owner, 1)
    submit(owner)
    count = Submission.objects.count()
    with pytest.raises(QuotaExhausted, match="the next is possible on") as refused:
        submit(owner)
    assert refused.value.next_at == oldest.debited_at + timedelta(days=7)
    assert Submission.objects.count() == count


def test_anothers_submissions_cost_nothing() -> None:
    debited(new_generator().owner, 1)
    assert quota.quota_state(new_generator().team).left == 3


@pytest.mark.parametrize(
    ("end", "left"),
    [
        (partial(transitions.reject, cause="faults"), 3),
        (partial(transitions.fail, cause="the judge was away", our_fault=True), 3),
        (partial(transitions.fail, cause="401 from the endpoint"), 2),
    ],
)
def test_only_a_rejected_bundle_and_our_own_faults_are_given_back(end: partial[bool], left: int) -> None:
    owner = new_generator().owner
    submission = submit(owner)
    assert quota.quota_state(personal_team(owner)).left == 2
    end(submission.pk)
    assert quota.quota_state(personal_team(owner)).left == left
    quota.refund(submission)
    quota.refund(submission)
    assert quota.quota_state(personal_team(owner)).left == 3


def test_a_submission_that_was_debited_cannot_be_deleted_to_get_it_back() -> None:
    submission = submit(new_generator().owner)
    with pytest.raises(ProtectedError):
        submission.delete()


def test_a_failed_run_costs_also_when_it_failed_at_once() -> None:
    owner = new_generator().owner
    for _ in range(3):
        transitions.fail(submit(owner).pk, "401 from the endpoint")
    with pytest.raises(QuotaExhausted):
        submit(owner)


@pytest.mark.django_db(transaction=True)
def test_submissions_at_the_same_moment_cannot_exceed_the_quota() -> None:
    owner = new_generator().owner
    load_demo_suite()
    load_pixel_profile()

    def attempt() -> bool:
        try:
            submit(owner)
        except QuotaExhausted:
            return False
        return True

    assert sorted(together([attempt] * 6)) == [False] * 3 + [True] * 3
    assert Submission.objects.filter(generator__owner=owner).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_debit_outside_the_submissions_transaction_is_a_mistake_of_the_caller() -> None:
    submission = running_submission()
    with pytest.raises(RuntimeError, match="transaction"):
        quota.debit(submission, submission.generator.owner)
