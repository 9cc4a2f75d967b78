"""The sweeper: finds all work that is due and not in anybody's hands, and acts on every deadline.

It runs every few seconds and says what it did. Losing the queue, a worker or a message costs one sweep.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from leaderboard.domain.stages import Stage
from leaderboard.models import EndpointTrial, ImageStatus, Outcome, StoredImage, Submission
from leaderboard.pipeline.generation.pictures import offer_images
from leaderboard.pipeline.judging.judging import offer_judgings
from leaderboard.pipeline.judging.watch import forget_unseen
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.trials import end_overdue_trials
from leaderboard.pipeline.work import leases, queue, transitions

_SWEEP_LOCK = 0x5A10
_STAGE_TASKS = {Stage.SUBMISSION: queue.CHECK_BUNDLE, Stage.SCORING: queue.SCORE}
_RENDER_BATCH = 200
_TRIALS_KEPT = timedelta(days=1)


def sweep() -> Counter[str]:
    """One sweep; returns how many rows were acted on, by kind.

    A second sweep at the same time finds the lock taken and leaves at once.
    """
    done: Counter[str] = Counter()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SWEEP_LOCK])
            if not cursor.fetchone()[0]:
                return done
        done["overdue"] = _end_overdue()
        done["offered"] = _offer_stage_tasks()
        done["boards"] = _offer_boards()
        done["renderings"] = _offer_renderings()
        done["trials"] = _sweep_trials()
        done["judges_forgotten"] = forget_unseen()
    images_lost_s, judgings_lost_s = queue.lost_after_s(queue.GENERATE), queue.lost_after_s(queue.JUDGE)
    for key in Submission.objects.filter(outcome=Outcome.RUNNING).values_list("pk", flat=True):
        offer_images(key, images_lost_s)
        offer_judgings(key, judgings_lost_s)
        transitions.advance(key)
        done["running"] += 1
    return done


def _end_overdue() -> int:
    # Locked, so that none moves on between being read and being ended; what a worker holds is left for the next sweep.
    overdue = Submission.objects.select_for_update(no_key=True, skip_locked=True).filter(
        outcome=Outcome.RUNNING, deadline_at__lt=timezone.now()
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
    last = failed.values_list("cause", flat=True).first()
    return f"{cause} The last failed call: {last}" if last else f"{cause} Submit again."


def _offer_stage_tasks() -> int:
    now = timezone.now()
    offered = 0
    for stage, task in _STAGE_TASKS.items():
        offerable = leases.offerable(now, queue.lost_after_s(task))
        due = Submission.objects.filter(offerable, outcome=Outcome.RUNNING, stage=stage)
        keys = list(due.values_list("pk", flat=True))
        Submission.objects.filter(pk__in=keys).update(queued_at=now)
        queue.enqueue_on_commit(task, keys)
        offered += len(keys)
    return offered


def _offer_boards() -> int:
    keys = publish.due_boards()
    queue.enqueue_on_commit(queue.PUBLISH, keys)
    return len(keys)


def _offer_renderings() -> int:
    stale = timezone.now() - timedelta(seconds=queue.lost_after_s(queue.RENDER))
    due = StoredImage.objects.filter(rendered_at__isnull=True)
    waiting = due.filter(queued_at__isnull=True) | due.filter(queued_at__lt=stale)
    keys = list(waiting.order_by("stored_at").values_list("sha256", flat=True)[:_RENDER_BATCH])
    StoredImage.objects.filter(sha256__in=keys).update(queued_at=timezone.now())
    queue.enqueue_on_commit(queue.RENDER, keys)
    return len(keys)


def _sweep_trials() -> int:
    now = timezone.now()
    EndpointTrial.objects.filter(created_at__lt=now - _TRIALS_KEPT).delete()
    end_overdue_trials(now)
    offerable = leases.offerable(now, queue.lost_after_s(queue.TRY_ENDPOINT))
    due = EndpointTrial.objects.filter(offerable, ended_at__isnull=True)
    keys = list(due.values_list("pk", flat=True))
    EndpointTrial.objects.filter(pk__in=keys).update(queued_at=now)
    queue.enqueue_on_commit(queue.TRY_ENDPOINT, keys)
    return len(keys)
