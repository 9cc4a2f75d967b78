"""The sweeper: offers all due work that no worker holds, and acts on every deadline.

It runs every few seconds. Work whose message is lost, or whose worker has died, is offered again by the first sweep
after the message counts as lost (``queue.lost_after_s``) or the lease has expired.

A sweep is a number of steps, each in a short transaction under the same lock. A step takes the same number of
statements however many submissions are running; only what it moves or ends is acted on one by one. A row that fails
is skipped for a while, named in the log and shown to the operators (``pipeline/work/isolation.py``).
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar, cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from leaderboard.domain.recorded import times
from leaderboard.domain.stages import Stage
from leaderboard.models import (
    Board,
    DataExport,
    EndpointTrial,
    ExportState,
    GeneratedImage,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    Mail,
    Outcome,
    Sending,
    StoredImage,
    Submission,
    TallyName,
    WebhookDelivery,
)
from leaderboard.models.clock import Now
from leaderboard.models.work import PlannedWork
from leaderboard.pipeline.administration import erasing, reports
from leaderboard.pipeline.admission import admitting, measuring
from leaderboard.pipeline.generation import offering
from leaderboard.pipeline.judging.watch import forget_unseen
from leaderboard.pipeline.leaving import erasing as accounts
from leaderboard.pipeline.leaving import exports
from leaderboard.pipeline.notifying import deliveries, mails
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.trials import end_overdue_trials
from leaderboard.pipeline.work import offers, queue, storage_watch, tallies, transitions
from leaderboard.pipeline.work.isolation import Isolation

log = logging.getLogger(__name__)

Row = TypeVar("Row", bound=PlannedWork)

_SWEEP_LOCK = 0x5A10
_RENDER_BATCH = 200
_TRIALS_KEPT = timedelta(days=1)


def sweep() -> Counter[str]:
    """Sweep once; returns how many rows each step acted on, and how many failed.

    A step that another sweep is making is skipped.
    """
    begun = time.monotonic()
    isolation = Isolation()
    done: Counter[str] = Counter()
    for step, act in _STEPS.items():
        count = isolation.run(step, partial(act, isolation, step), lock=_SWEEP_LOCK)
        if count is not None:
            done[step] = count
    if isolation.failed:
        done["failed"] = isolation.failed
    isolation.forget_recovered()
    _tally(done, time.monotonic() - begun)
    return done


def _tally(done: Counter[str], seconds: float) -> None:
    """Add to the figures of monitoring."""
    actions = {(TallyName.SWEEP_ACTIONS, step.replace(" ", "_")): float(count) for step, count in done.items()}
    tallies.add({(TallyName.SWEEPS, ""): 1.0, (TallyName.SWEEP_SECONDS, ""): seconds, **actions})


def _end_overdue(isolation: Isolation, step: str) -> int:
    overdue = Submission.objects.filter(outcome=Outcome.RUNNING, deadline_at__lt=Now())

    def end(submission_ids: list[int]) -> int:
        # Locked, so that none changes between reading and ending it.
        return sum(_end(submission) for submission in _locked(overdue, submission_ids))

    return isolation.act_on(step, "submission", _ids(overdue), end)


def _end(submission: Submission) -> bool:
    ours = transitions.overdue_is_our_fault(submission)
    return transitions.fail(submission.pk, _overdue_cause(submission, ours=ours), our_fault=ours)


def _overdue_cause(submission: Submission, *, ours: bool) -> str:
    if submission.is_waiting:
        days = transitions.WAIT_ALLOWED.days
        return (
            f"It waited for its turn for {days} days. This is a failure on our side and costs no quota. Submit again."
        )
    allowed = transitions.TIME_ALLOWED[Stage(submission.stage)]
    deadline = times.moment(cast("datetime", submission.deadline_at))  # what is overdue has one
    cause = f"The stage {submission.stage} was not finished within {allowed} (deadline {deadline})."
    if ours:
        return f"{cause} This is a failure on our side and costs no quota."
    failed = submission.images.filter(status=ImageStatus.PLANNED).exclude(cause="").order_by("-due_at")
    last_cause = failed.values_list("cause", flat=True).first()
    return f"{cause} The last failed call: {last_cause}" if last_cause else f"{cause} Submit again."


def _move_on(isolation: Isolation, step: str) -> int:
    """Advance submissions whose last worker died before it did so."""
    images = GeneratedImage.objects.filter(submission=OuterRef("pk"), status=ImageStatus.PLANNED)
    judgings = JudgedImage.objects.filter(submission=OuterRef("pk"), status=JudgedImageStatus.PLANNED)
    running = Submission.objects.filter(outcome=Outcome.RUNNING, stage__in=[Stage.GENERATION, Stage.JUDGING])
    movable = running.filter(~Exists(images), Q(stage=Stage.GENERATION) | ~Exists(judgings))

    def move(submission_ids: list[int]) -> int:
        moving = list(_locked(movable, submission_ids))
        for submission in moving:
            transitions.advance(submission.pk)
        return len(moving)

    return isolation.act_on(step, "submission", _ids(movable), move)


def _measure_paces(isolation: Isolation, step: str) -> int:
    def measure(profile_ids: list[int]) -> int:
        for profile_id in profile_ids:
            measuring.measure(profile_id)
        return len(profile_ids)

    return isolation.act_on(step, "judge profile", measuring.unmeasured(), measure)


def _admit(isolation: Isolation, step: str) -> int:
    def admit(profile_ids: list[int]) -> int:
        return sum(admitting.admit(profile_id) for profile_id in profile_ids)

    return isolation.act_on(step, "judge profile", admitting.waiting_profiles(), admit)


def _look_at_storage(isolation: Isolation, step: str) -> int:
    """End the pause of generation when files can be stored again."""
    return storage_watch.look_again()


def _offer_pictures(isolation: Isolation, step: str) -> int:
    offer = partial(offering.offer_locked, lost_after_s=queue.lost_after_s(queue.GENERATE))
    return isolation.act_on(step, "origin", offering.lock_free_origins(), offer)


def _offer_judgings(isolation: Isolation, step: str) -> int:
    running = Submission.objects.filter(outcome=Outcome.RUNNING).exclude(stage=Stage.SUBMISSION)
    offer = partial(offers.offer_judgings, lost_after_s=queue.lost_after_s(queue.JUDGE))
    return isolation.act_on(step, "submission", _ids(running), offer)


def _offer_checks(isolation: Isolation, step: str) -> int:
    unchecked = {"stage": Stage.SUBMISSION, "waiting_since__isnull": True}
    waiting = Submission.objects.filter(outcome=Outcome.RUNNING, **unchecked)
    return _offer(isolation, step, "submission", waiting, queue.CHECK_BUNDLE)


def _offer_scorings(isolation: Isolation, step: str) -> int:
    waiting = Submission.objects.filter(outcome=Outcome.RUNNING, stage=Stage.SCORING)
    return _offer(isolation, step, "submission", waiting, queue.SCORE)


def _offer_boards(isolation: Isolation, step: str) -> int:
    due = Board.objects.filter(publish_requested_at__isnull=False)
    return _offer(isolation, step, "board", due, queue.PUBLISH)


def _alarm_boards(isolation: Isolation, step: str) -> int:
    """Notify operators once of each board whose release missed its deadline."""
    deadline = Coalesce("deadline_at", F("publish_requested_at") + publish.TIME_ALLOWED)  # earlier workers set none
    late = Board.objects.alias(deadline=deadline).filter(
        publish_requested_at__isnull=False, alarmed_at__isnull=True, deadline__lt=Now()
    )

    def alarm(board_ids: list[int]) -> int:
        boards = list(_locked(late, board_ids))
        for board in boards:
            log.error(
                "board %s: its release was requested at %s and is not published after %d attempts; the last one: %s",
                *(board, board.publish_requested_at, board.attempt, board.cause or "no failure is recorded"),
            )
        return Board.objects.filter(pk__in=[board.pk for board in boards]).update(alarmed_at=Now())

    return isolation.act_on(step, "board", _ids(late), alarm)


def _offer_trials(isolation: Isolation, step: str) -> int:
    return _offer(isolation, step, "trial", EndpointTrial.objects.filter(ended_at__isnull=True), queue.TRY_ENDPOINT)


def _offer_deliveries(isolation: Isolation, step: str) -> int:
    pending = WebhookDelivery.objects.filter(outcome=Sending.PENDING)
    return _offer(isolation, step, "delivery", pending, queue.CALL_WEBHOOK)


def _end_deliveries(isolation: Isolation, step: str) -> int:
    return isolation.act_on(step, "delivery", _ids(deliveries.overdue()), deliveries.end_overdue)


def _offer_mails(isolation: Isolation, step: str) -> int:
    return _offer(isolation, step, "mail", Mail.objects.filter(outcome=Sending.PENDING), queue.SEND_MAIL)


def _end_mails(isolation: Isolation, step: str) -> int:
    return isolation.act_on(step, "mail", _ids(mails.overdue()), mails.end_overdue)


def _offer_exports(isolation: Isolation, step: str) -> int:
    pending = DataExport.objects.filter(state=ExportState.PENDING)
    return _offer(isolation, step, "data export", pending, queue.EXPORT_DATA)


def _end_exports(isolation: Isolation, step: str) -> int:
    return isolation.act_on(step, "data export", _ids(exports.overdue()), exports.end_overdue)


def _erase_accounts(isolation: Isolation, step: str) -> int:
    def erase(deletion_ids: list[int]) -> int:
        return sum(accounts.erase(deletion_id) for deletion_id in deletion_ids)

    ids = list(accounts.due().order_by("pk").values_list("pk", flat=True))
    return isolation.act_on(step, "account deletion", ids, erase)


def _offer_renderings(isolation: Isolation, step: str) -> int:
    stale = Now() - timedelta(seconds=queue.lost_after_s(queue.RENDER))
    unrendered = StoredImage.objects.filter(rendered_at__isnull=True)
    waiting = unrendered.filter(queued_at__isnull=True) | unrendered.filter(queued_at__lt=stale)

    def offer(sha256s: list[str]) -> int:
        offered = list(_locked(waiting, sha256s).values_list("pk", flat=True))
        StoredImage.objects.filter(sha256__in=offered).update(queued_at=Now())
        queue.enqueue_on_commit(queue.RENDER, offered)
        return len(offered)

    sha256s = list(waiting.order_by("stored_at").values_list("sha256", flat=True)[:_RENDER_BATCH])
    return isolation.act_on(step, "picture", sha256s, offer)


def _offer(isolation: Isolation, step: str, noun: str, rows: QuerySet[Row], task: str) -> int:
    """Offer those of the rows that are due, unclaimed and not in the queue."""
    offerable = rows.filter(offers.offerable(queue.lost_after_s(task)))

    def offer(row_ids: list[int]) -> int:
        offered = list(_locked(offerable, row_ids).values_list("pk", flat=True))
        rows.model._default_manager.filter(pk__in=offered).update(queued_at=Now())
        queue.enqueue_on_commit(task, offered)
        return len(offered)

    return isolation.act_on(step, noun, _ids(offerable), offer)


def _erase_evidence(isolation: Isolation, step: str) -> int:
    """Delete evidence about what was taken down, if that failed before or a backup was in progress."""
    due = list(erasing.due_evidence().values_list("pk", flat=True))
    return isolation.act_on(step, "superseded evidence", due, erasing.erase_evidence)


def _forget_addresses(isolation: Isolation, step: str) -> int:
    return reports.forget_addresses()


def _end_trials(isolation: Isolation, step: str) -> int:
    EndpointTrial.objects.filter(created_at__lt=Now() - _TRIALS_KEPT).delete()
    return end_overdue_trials()


def _forget_judges(isolation: Isolation, step: str) -> int:
    return forget_unseen()


def _count_lost_leases(isolation: Isolation, step: str) -> int:
    return tallies.count_lost_leases()


def _ids(rows: QuerySet[Row]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _locked(rows: QuerySet[Any], keys: Sequence[int | str]) -> QuerySet[Any]:
    """The rows that still match the query, locked. Rows that another transaction holds are skipped."""
    return rows.filter(pk__in=keys).select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk")


_STEPS: dict[str, Callable[[Isolation, str], int]] = {
    "leases lost": _count_lost_leases,
    "overdue": _end_overdue,
    "moved on": _move_on,
    "paces measured": _measure_paces,
    "admitted": _admit,
    "storage": _look_at_storage,
    "pictures offered": _offer_pictures,
    "judgings offered": _offer_judgings,
    "checks offered": _offer_checks,
    "scorings offered": _offer_scorings,
    "boards offered": _offer_boards,
    "boards late": _alarm_boards,
    "renderings offered": _offer_renderings,
    "trials offered": _offer_trials,
    "deliveries offered": _offer_deliveries,
    "deliveries ended": _end_deliveries,
    "mails offered": _offer_mails,
    "mails ended": _end_mails,
    "exports offered": _offer_exports,
    "exports ended": _end_exports,
    "accounts deleted": _erase_accounts,
    "trials ended": _end_trials,
    "judges forgotten": _forget_judges,
    "evidence erased": _erase_evidence,
    "addresses forgotten": _forget_addresses,
}
