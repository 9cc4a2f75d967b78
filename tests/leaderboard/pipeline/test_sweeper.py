"""The sweeper finds whatever is due and in nobody's hands, and ends what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
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
    SweepFailure,
)
from leaderboard.models.work import PlannedWork
from leaderboard.pipeline import sweeper
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.submission.trials import begin_trial, claim_trial
from leaderboard.pipeline.submission.visibility import make_public
from leaderboard.pipeline.sweeper import sweep
from leaderboard.pipeline.work import leases, quota, transitions
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
    assert (done["boards offered"], done["renderings offered"]) == (1, 1)
    assert sweep()["renderings offered"] == 0
    pass_time(lost, 31)
    assert sweep()["renderings offered"] == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_at_the_same_time_one_does_the_work() -> None:
    endpoint_submission(pictures=2)

    def hold_the_lock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sweeper._SWEEP_LOCK])

    _, second = overlapping(hold_the_lock, sweep)
    assert second == {}
    assert sweep()["pictures offered"] == 2


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
        quota.debit(submission, submission.generator.owner)
    Submission.objects.filter(pk=submission.pk).update(deadline_at=timezone.now() + timedelta(seconds=5))
    assert sweep()["overdue"] == 0
    pass_time(submission, 6)
    assert sweep()["overdue"] == 1
    ended = reloaded(submission)
    assert (ended.outcome, ended.deadline_at) == (Outcome.FAILED, None)
    assert f"The stage {stage} was not finished within" in ended.cause
    assert ("our side" in ended.cause) == our_fault
    assert our_fault or ended.cause.endswith("The last failed call: no reply in time")
    left = quota.quota_state(submission.generator.team).left
    assert left == settings.SALON_QUOTA_SUBMISSIONS - (0 if our_fault else 1)
    assert not GeneratedImage.objects.filter(submission=submission, status="planned").exists()
    assert not sweep()["pictures offered"]


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
    assert "our side" in trial.error
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


# --- many submissions -------------------------------------------------------------------------------------------------
def test_a_sweep_takes_as_many_queries_for_thirty_running_submissions_as_for_one() -> None:
    def queries_of_a_sweep() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert sweep()["pictures offered"]
        return len(captured)

    endpoint_submission(pictures=2)
    alone = queries_of_a_sweep()
    for _ in range(29):
        endpoint_submission(pictures=2)
    assert queries_of_a_sweep() == alone < 125


# --- what fails -------------------------------------------------------------------------------------------------------
@contextmanager
def refused_by_the_database(row: Model) -> Iterator[None]:
    """Have PostgreSQL refuse every change of one row."""
    table = type(row)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'refused by a test' USING ERRCODE = '42501'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER refuse BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.id = {row.pk})"
            " EXECUTE FUNCTION refuse()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION refuse CASCADE")


def test_a_row_that_breaks_the_sweep_is_named_and_put_off_and_all_others_are_swept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    checks = [upload_bundle(demo_pictures()) for _ in range(5)]
    Submission.objects.update(queued_at=None)
    broken, *others = checks[2], *checks[:2], *checks[3:]
    moving = judging_submission(pictures=1)
    moving.judgings.update(status="judged")
    with refused_by_the_database(broken):
        done = sweep()
        assert (done["checks offered"], done["moved on"], done["failed"]) == (4, 1, 1)
        assert all(queued_at_of(row) for row in others)
        assert reloaded(moving).stage == Stage.SCORING
        failure = SweepFailure.objects.get()
        assert (failure.row, failure.attempt) == (f"submission {broken.pk}", 1)
        assert "refused by a test" in failure.cause
        assert f"submission {broken.pk}" in caplog.text
        Submission.objects.filter(pk__in=[row.pk for row in others]).update(queued_at=None)
        assert "failed" not in sweep(), "it is left out until it is due again"
        pass_time(failure, 60)
        assert sweep()["failed"] == 1
        assert SweepFailure.objects.get().attempt == 2
    pass_time(SweepFailure.objects.get(), 60)
    assert sweep()["checks offered"] == 1
    assert not SweepFailure.objects.exists()


def test_a_deadline_of_a_row_that_cannot_be_written_ends_the_others_all_the_same() -> None:
    overdue = [endpoint_submission(pictures=1) for _ in range(3)]
    Submission.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    with refused_by_the_database(overdue[1]):
        assert sweep()["overdue"] == 2
    assert SweepFailure.objects.get(step="overdue").row == f"submission {overdue[1].pk}"


def test_a_step_that_fails_as_a_whole_holds_up_no_other_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint_submission(pictures=2)

    def broken(*_: object) -> int:
        raise LookupError("no such thing")

    with monkeypatch.context() as patch:
        patch.setattr(sweeper, "end_overdue_trials", broken)
        done = sweep()
    assert (done["pictures offered"], done["failed"]) == (2, 1)
    assert str(SweepFailure.objects.get()) == "trials ended"
    assert "LookupError: no such thing" in caplog.text
    pass_time(SweepFailure.objects.get(), 60)
    sweep()
    assert not SweepFailure.objects.exists()


# --- boards -----------------------------------------------------------------------------------------------------------
def test_a_board_is_offered_when_its_message_or_publisher_was_lost_or_its_pause_is_over(settings: LazySettings) -> None:
    make_public(scored_submission())
    board = Board.objects.get()
    assert not sweep()["boards offered"], "its message is in the queue"
    pass_time(board, settings.SALON_REQUEUE_S + 1)
    assert sweep()["boards offered"] == 1
    assert publishing.claim_board(board.pk) is not None
    assert not sweep()["boards offered"], "a worker has it"
    pass_time(board, settings.SALON_LEASE_S + 1)
    assert sweep()["boards offered"] == 1
    Board.objects.update(**leases.NO_LEASE, queued_at=None, due_at=timezone.now() + timedelta(seconds=60))
    assert not sweep()["boards offered"], "it failed a moment ago"
    pass_time(board, 61)
    assert sweep()["boards offered"] == 1


def test_operators_are_told_once_that_a_release_is_late(caplog: pytest.LogCaptureFixture) -> None:
    make_public(scored_submission())
    board = Board.objects.get()
    Board.objects.update(cause="OSError: no space left", attempt=7)
    sweep()
    assert "is not published" not in caplog.text
    pass_time(board, publishing.TIME_ALLOWED.total_seconds() + 1)
    assert sweep()["boards late"] == 1
    assert f"board {board}: its release was requested at" in caplog.text
    assert "is not published after 7 attempts; the last one: OSError: no space left" in caplog.text
    assert not sweep()["boards late"]
    # An earlier version's worker requested it.
    Board.objects.update(alarmed_at=None, deadline_at=None)
    assert sweep()["boards late"] == 1
