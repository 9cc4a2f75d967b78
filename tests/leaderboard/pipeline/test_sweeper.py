"""The sweeper finds whatever is due and in nobody's hands, and ends what is overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    Board,
    EndpointRun,
    EndpointTrial,
    GeneratedImage,
    JudgedImage,
    Outcome,
    StoredImage,
    Submission,
)
from leaderboard.models.work import PlannedWork
from leaderboard.pipeline import sweeper
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.submission.trials import begin_trial, claim_trial
from leaderboard.pipeline.sweeper import sweep
from leaderboard.pipeline.work import quota, transitions
from tests.factories import publish, running_submission, scored_submission
from tests.leaderboard.pipeline.runs import (
    SPEC,
    demo_pictures,
    endpoint_submission,
    judging_submission,
    new_generator,
    new_stored_image,
    pass_time,
    reloaded,
    upload_bundle,
)
from tests.leaderboard.pipeline.threads import overlapping

pytestmark = pytest.mark.django_db


def queued_at_of(row: PlannedWork) -> object:
    return type(row)._default_manager.values_list("queued_at", flat=True).get(pk=row.pk)


# --- lost work --------------------------------------------------------------------------------------------------------
def a_picture() -> PlannedWork:
    return endpoint_submission(pictures=1).images.get()


def a_judging() -> PlannedWork:
    return judging_submission(pictures=1).judgings.get()


def a_check() -> PlannedWork:
    return upload_bundle(demo_pictures())


def a_scoring() -> PlannedWork:
    return running_submission(stage=Stage.SCORING)


def a_trial() -> PlannedWork:
    return begin_trial(new_generator().owner, SPEC, "Two cats")


@pytest.mark.parametrize("make", [a_picture, a_judging, a_check, a_scoring, a_trial])
def test_work_whose_message_or_worker_was_lost_is_offered_again(
    make: Callable[[], PlannedWork], settings: LazySettings
) -> None:
    row = make()
    if isinstance(row, Submission) and row.stage == Stage.SCORING:
        row.images.all().delete()
    sweep()
    offered = queued_at_of(row)
    assert offered is not None
    # It stands in the queue: a sweep leaves it alone until its message has expired.
    sweep()
    assert queued_at_of(row) == offered
    pass_time(row, settings.SALON_REQUEUE_S + 1)
    before = queued_at_of(row)
    sweep()
    assert queued_at_of(row) != before
    # A worker has it: nothing is offered until the lease has run out.
    lease = timezone.now() + timedelta(seconds=20)
    queued = timezone.now() - timedelta(seconds=settings.SALON_REQUEUE_S + 1)
    type(row)._default_manager.filter(pk=row.pk).update(lease_expires_at=lease, queued_at=queued)
    sweep()
    assert queued_at_of(row) == queued
    type(row)._default_manager.filter(pk=row.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    sweep()
    assert queued_at_of(row) != queued


def test_a_submission_whose_last_worker_died_before_moving_it_on_moves_on() -> None:
    generated = endpoint_submission(pictures=1)
    claim = pictures.claim_image(generated.images.get().pk)
    assert claim is not None
    pictures.record_image(*claim, new_stored_image())  # its on-commit part never runs in this test
    assert reloaded(generated).stage == Stage.GENERATION
    sweep()
    assert reloaded(generated).stage == Stage.JUDGING
    JudgedImage.objects.update(status="judged")
    sweep()
    assert reloaded(generated).stage == Stage.SCORING


def test_pictures_without_copies_for_the_pages_and_boards_without_their_release_are_found() -> None:
    submission = scored_submission()
    publish(submission)
    Board.objects.update(publish_requested_at=timezone.now())
    lost = StoredImage.objects.order_by("pk")[0]
    StoredImage.objects.exclude(pk=lost.pk).update(rendered_at=timezone.now())
    done = sweep()
    assert (done["boards"], done["renderings"]) == (1, 1)
    assert sweep()["renderings"] == 0
    pass_time(lost, 31)
    assert sweep()["renderings"] == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_at_the_same_time_one_does_the_work() -> None:
    endpoint_submission(pictures=2)

    def hold_the_lock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sweeper._SWEEP_LOCK])

    _, second = overlapping(hold_the_lock, sweep)
    assert second == {}
    assert sweep()["running"] == 1


def called_submission(*, hours_ago: float) -> Submission:
    """One whose endpoint was last called so many hours ago."""
    submission = endpoint_submission(pictures=2)
    submission.images.update(called_at=timezone.now() - timedelta(hours=hours_ago), cause="no reply in time")
    return submission


# --- deadlines --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "stage", "our_fault"),
    [
        (lambda: upload_bundle(demo_pictures()), Stage.SUBMISSION, True),
        (lambda: endpoint_submission(pictures=2), Stage.GENERATION, True),
        (lambda: called_submission(hours_ago=3), Stage.GENERATION, True),
        (lambda: called_submission(hours_ago=1), Stage.GENERATION, False),
        (lambda: judging_submission(pictures=1), Stage.JUDGING, True),
        (lambda: running_submission(stage=Stage.SCORING), Stage.SCORING, True),
    ],
)
def test_what_is_overdue_ends_with_a_cause_and_costs_only_what_is_the_submitters(
    make: Callable[[], Submission], stage: Stage, our_fault: bool, settings: LazySettings
) -> None:
    submission = make()
    if not hasattr(submission, "quota_entry"):
        quota.debit(submission.generator.owner, submission)
    Submission.objects.filter(pk=submission.pk).update(deadline_at=timezone.now() + timedelta(seconds=5))
    assert sweep()["overdue"] == 0
    pass_time(submission, 6)
    assert sweep()["overdue"] == 1
    ended = reloaded(submission)
    assert (ended.outcome, ended.deadline_at) == (Outcome.FAILED, None)
    assert f"The stage {stage} was not finished within" in ended.cause
    assert ("our fault" in ended.cause) == our_fault
    assert our_fault or ended.cause.endswith("The last failed call: no reply in time")
    left = quota.quota_state(submission.generator.owner).left
    assert left == settings.SALON_QUOTA_SUBMISSIONS - (0 if our_fault else 1)
    assert not GeneratedImage.objects.filter(submission=submission, status="planned").exists()
    assert sweep()["running"] == 0


def test_every_stage_in_which_a_submission_waits_has_its_time() -> None:
    waiting = {Stage.SUBMISSION, Stage.GENERATION, Stage.JUDGING, Stage.SCORING}
    assert set(transitions.TIME_ALLOWED) == waiting


@pytest.mark.django_db(transaction=True)
def test_a_submission_that_moves_on_at_the_last_moment_is_not_ended() -> None:
    submission = endpoint_submission(pictures=1)
    Submission.objects.filter(pk=submission.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    claim = pictures.claim_image(submission.images.get().pk)
    assert claim is not None
    overlapping(lambda: pictures.record_image(*claim, new_stored_image()), sweep)
    assert (reloaded(submission).stage, reloaded(submission).outcome) == (Stage.JUDGING, Outcome.RUNNING)


# --- endpoint trials --------------------------------------------------------------------------------------------------
def test_a_trial_that_nobody_makes_ends_within_ten_minutes_and_forgets_its_key() -> None:
    trial = begin_trial(new_generator().owner, SPEC, "Two cats")
    assert trial.sealed_key is not None
    pass_time(trial, 601)
    sweep()
    trial.refresh_from_db()
    assert trial.ended_at is not None
    assert trial.sealed_key is None
    assert "our fault" in trial.error
    assert claim_trial(trial.pk) is None
    pass_time(trial, 86_400)
    sweep()
    assert not EndpointTrial.objects.filter(pk=trial.pk).exists()


def test_a_paused_endpoint_keeps_its_pictures_out_of_the_way_of_others() -> None:
    paused = endpoint_submission(pictures=3, base_url="https://slow.example.org")
    EndpointRun.objects.filter(submission=paused).update(paused_until=timezone.now() + timedelta(seconds=60))
    for image in paused.images.all():
        assert pictures.claim_image(image.pk) is None
    sweep()
    assert not paused.images.filter(queued_at__isnull=False).exists()


def test_judging_is_offered_while_pictures_are_still_generated() -> None:
    submission = endpoint_submission(pictures=2)
    claim = pictures.claim_image(submission.images.all()[0].pk)
    assert claim is not None
    pictures.record_image(*claim, new_stored_image())
    row = submission.judgings.get()
    assert row.queued_at is not None
    assert judging.claim_judging(row.pk) is not None
