"""The sweeper: offers all work that is due and that no worker holds, and acts on every deadline.

It runs every few seconds. Work whose message is lost, or whose worker has died, is offered again by the first sweep
after the message counts as lost (``queue.lost_after_s``) or the lease has expired.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from leaderboard.domain.stages import Stage
from leaderboard.models import EndpointTrial, ImageStatus, Outcome, StoredImage, Submission
from leaderboard.models.clock import Now
from leaderboard.models.work import PlannedWork
from leaderboard.pipeline.generation.offering import offer_generation
from leaderboard.pipeline.judging.watch import forget_unseen
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.trials import end_overdue_trials
from leaderboard.pipeline.work import offers, queue, transitions

Row = TypeVar("Row", bound=PlannedWork)

_SWEEP_LOCK = 0x5A10
_STAGE_TASKS = {Stage.SUBMISSION: queue.CHECK_BUNDLE, Stage.SCORING: queue.SCORE}
_RENDER_BATCH = 200
_TRIALS_KEPT = timedelta(days=1)


def sweep() -> Counter[str]:
    """Sweep once; returns how many rows were acted on, by kind. Does nothing while another sweep is under way."""
    done: Counter[str] = Counter()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SWEEP_LOCK])
            if not cursor.fetchone()[0]:
                return done
        done["overdue"] = _end_overdue()
        done["offered"] = _offer_submissions()
        done["boards"] = _offer_boards()
        done["renderings"] = _offer_renderings()
        done["trials"] = _sweep_trials()
        done["judges_forgotten"] = forget_unseen()
    done["pictures"] = offer_generation(lost_after_s=queue.lost_after_s(queue.GENERATE))
    lost_after_s = {model: queue.lost_after_s(task) for model, (task, _) in offers.PICTURE_WORK.items()}
    for submission_id in Submission.objects.filter(outcome=Outcome.RUNNING).values_list("pk", flat=True):
        for model in offers.PICTURE_WORK:
            offers.offer_next(model, submission_id, lost_after_s[model])
        transitions.advance(submission_id)
        done["running"] += 1
    return done


def _end_overdue() -> int:
    # Locked, so that none moves on between being read and being ended. A row that another transaction has locked is
    # left for the next sweep.
    overdue = Submission.objects.select_for_update(no_key=True, skip_locked=True).filter(
        outcome=Outcome.RUNNING, deadline_at__lt=Now()
    )
    ended = 0
    for submission in overdue:
        ours = transitions.overdue_is_our_fault(submission)
        ended += transitions.fail(submission.pk, _overdue_cause(submission, ours=ours), our_fault=ours)
    return ended


def _overdue_cause(submission: Submission, *, ours: bool) -> str:
    allowed = transitions.TIME_ALLOWED[Stage(submission.stage)]
    deadline = f"{submission.deadline_at:%Y-%m-%d %H:%M} UTC"
    cause = f"The stage {submission.stage} was not finished within {allowed} (deadline {deadline})."
    if ours:
        return f"{cause} This is our fault and costs no quota."
    failed = submission.images.filter(status=ImageStatus.PLANNED).exclude(cause="").order_by("-due_at")
    last_cause = failed.values_list("cause", flat=True).first()
    return f"{cause} The last failed call: {last_cause}" if last_cause else f"{cause} Submit again."


def _offer_submissions() -> int:
    running = Submission.objects.filter(outcome=Outcome.RUNNING)
    return sum(_offer(running.filter(stage=stage), task) for stage, task in _STAGE_TASKS.items())


def _offer(rows: QuerySet[Row], task: str) -> int:
    row_ids = list(rows.filter(offers.offerable(queue.lost_after_s(task))).values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=row_ids).update(queued_at=Now())
    queue.enqueue_on_commit(task, row_ids)
    return len(row_ids)


def _offer_boards() -> int:
    board_ids = publish.due_boards()
    queue.enqueue_on_commit(queue.PUBLISH, board_ids)
    return len(board_ids)


def _offer_renderings() -> int:
    stale = Now() - timedelta(seconds=queue.lost_after_s(queue.RENDER))
    unrendered = StoredImage.objects.filter(rendered_at__isnull=True)
    waiting = unrendered.filter(queued_at__isnull=True) | unrendered.filter(queued_at__lt=stale)
    sha256s = list(waiting.order_by("stored_at").values_list("sha256", flat=True)[:_RENDER_BATCH])
    StoredImage.objects.filter(sha256__in=sha256s).update(queued_at=Now())
    queue.enqueue_on_commit(queue.RENDER, sha256s)
    return len(sha256s)


def _sweep_trials() -> int:
    EndpointTrial.objects.filter(created_at__lt=Now() - _TRIALS_KEPT).delete()
    end_overdue_trials()
    return _offer(EndpointTrial.objects.filter(ended_at__isnull=True), queue.TRY_ENDPOINT)
