"""A submission's progress, for its page, the API and the terminal.

Pending work is planned minus recorded rows, so the numbers cannot drift from the work itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Replace

from leaderboard.domain.images.metadata import Metadata
from leaderboard.domain.stages import Stage
from leaderboard.domain.translatable import gettext_noop
from leaderboard.models import (
    Alert,
    AlertKind,
    Board,
    BundleRun,
    Evidence,
    GeneratedImage,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    Kind,
    Outcome,
    Submission,
)
from leaderboard.models.clock import Now
from leaderboard.models.generation import NOT_TRIED
from leaderboard.queries.counts import WorkCounts, work_counts
from leaderboard.queries.pace import Pace, seconds_left

STORAGE_FULL = gettext_noop(
    "Our storage accepts no pictures at the moment. Your endpoint is not called until it does; then generation "
    "continues by itself."
)

RATE_WINDOW = timedelta(seconds=120)
"""How far back the pace is measured."""

StageState = Literal["done", "running", "waiting", "failed"]
_AFTER_PUBLICATION = frozenset({Stage.RANKING, Stage.PUBLISHING})


@dataclass(frozen=True, slots=True)
class StageProgress:
    """One of the six stages: its state, and ``done`` of ``total`` pieces of its work (files, pictures, judge calls,
    boards)."""

    stage: str
    state: StageState
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SubmissionProgress:
    """A submission's progress in plain values (``dataclasses.asdict`` gives JSON).

    ``live``: whether it can still change by itself. ``seconds_left``: None while there is no recent pace to estimate
    from. ``paused_s``: seconds until a paused endpoint is called again, and
    ``paused_after_failures`` whether it is we who pause, because calls failed, and not the endpoint that asked for it.
    ``statuses``: recorded judgements by status.
    ``waiting_for``: what judging waits for; ``last_failure``: why the last call failed that will be repeated;
    ``on_hold``: why we neither call the endpoint nor check the bundle; ``missing_cause``: why most of the failed
    pictures are missing, ``missing_for_it`` how many; each can be "" or 0. ``same_pictures``: how many
    pictures stand for two or more prompts.
    """

    submission: int
    kind: str
    outcome: str
    stage: str
    live: bool
    public: bool
    practice: bool
    cause: str
    quota_refunded: bool
    stages: tuple[StageProgress, ...]
    files_checked: int
    images_planned: int
    images_stored: int
    images_failed: int
    calls_planned: int
    calls_recorded: int
    statuses: dict[str, int]
    seconds_left: float | None
    paused_s: float | None
    paused_after_failures: bool
    waiting_for: str
    last_failure: str
    on_hold: str
    missing_cause: str
    missing_for_it: int
    same_pictures: int


def progress(submission: Submission) -> SubmissionProgress:
    """The current progress, read from the database in a constant number of queries."""
    rows = Submission.objects.select_related("endpoint", "bundle", "quota_entry", "suite").annotate(now=Now())
    row = rows.get(pk=submission.pk)
    now = row.now
    since = max(now - RATE_WINDOW, row.stage_since)
    counts = work_counts(row, since)
    stages = tuple(_stage(stage, row, counts) for stage in Stage)
    running = row.outcome == Outcome.RUNNING
    waiting_for = _waiting_for(row) if running else ""
    missing_cause, missing_for_it = _commonest_cause(row) if counts.failed else ("", 0)
    entry = getattr(row, "quota_entry", None)
    return SubmissionProgress(
        submission=row.pk,
        kind=row.kind,
        outcome=row.outcome,
        stage=row.stage,
        live=running or any(stage.state == "running" for stage in stages),
        public=row.public_at is not None,
        practice=row.is_practice,
        cause=row.cause,
        quota_refunded=entry is not None and entry.refunded_at is not None,
        stages=stages,
        files_checked=_checked_files(row),
        images_planned=counts.images,
        images_stored=counts.stored,
        images_failed=counts.failed,
        calls_planned=counts.calls,
        calls_recorded=counts.recorded,
        statuses=counts.statuses,
        seconds_left=seconds_left(row.stage, *_paces(counts, now - since)) if running and not waiting_for else None,
        paused_s=_paused_s(row, now) if running else None,
        paused_after_failures=_is_failing(row),
        waiting_for=waiting_for,
        last_failure=_last_failure(row) if running else "",
        on_hold=_on_hold(row) if running else "",
        missing_cause=missing_cause,
        missing_for_it=missing_for_it,
        same_pictures=same_pictures(row.pk),
    )


def _stage(stage: Stage, row: Submission, counts: WorkCounts) -> StageProgress:
    pieces = {
        Stage.SUBMISSION: _files(row, counts.images),
        Stage.GENERATION: (counts.settled, counts.images),
        Stage.JUDGING: (counts.recorded, counts.calls),
        Stage.SCORING: (int(row.outcome == Outcome.SCORED), 1),
    }
    boards = len(row.languages)
    done, total = pieces.get(stage, (boards - counts.boards_due if row.public_at else 0, boards))
    return StageProgress(stage.value, _state(stage, row, done, counts.boards_due), done, total)


def _state(stage: Stage, row: Submission, done: int, boards_due: int) -> StageState:
    if row.outcome == Outcome.SCORED:
        if stage not in _AFTER_PUBLICATION:
            return "done"
        if row.public_at is None:
            return "waiting"
        return "running" if boards_due else "done"
    order = list(Stage)
    if order.index(stage) < order.index(Stage(row.stage)):
        return "done"
    if stage == row.stage:
        if row.is_waiting:
            return "waiting"
        return "running" if row.outcome == Outcome.RUNNING else "failed"
    # Judging begins with the first picture, while others are still being generated.
    return "running" if done and row.outcome == Outcome.RUNNING else "waiting"


def _files(row: Submission, expected: int) -> tuple[int, int]:
    if row.kind == Kind.ENDPOINT:
        return 1, 1
    is_here = row.stage != Stage.SUBMISSION or row.pictures_of_id is not None
    return (expected if is_here else min(_checked_files(row), expected)), expected


def _checked_files(row: Submission) -> int:
    bundle = getattr(row, "bundle", None)
    return bundle.checked_files if bundle else 0


def _paces(counts: WorkCounts, span: timedelta) -> tuple[Pace, Pace]:
    pictures = Pace(counts.images - counts.settled, counts.recent_images, span)
    return pictures, Pace(counts.calls - counts.recorded, counts.recent_calls, span)


def _paused_s(row: Submission, now: datetime) -> float | None:
    endpoint = getattr(row, "endpoint", None)
    until: datetime | None = endpoint.paused_until if endpoint else None
    return (until - now).total_seconds() if until and until > now else None


def _is_failing(row: Submission) -> bool:
    endpoint = getattr(row, "endpoint", None)
    return endpoint is not None and endpoint.failures_in_a_row + endpoint.refusals_in_a_row > 0


def _waiting_for(row: Submission) -> str:
    waiting = JudgedImage.objects.filter(submission=row.pk, status=JudgedImageStatus.PLANNED).exclude(waiting_for="")
    message: str = waiting.order_by("-due_at").values_list("waiting_for", flat=True).first() or ""
    # The judge's message may quote a prompt that must stay hidden.
    return "the judge is not available" if message and row.suite.hidden else message


def _on_hold(row: Submission) -> str:
    if row.stage == Stage.SUBMISSION and row.kind == Kind.BUNDLE:
        reason: str = BundleRun.objects.filter(submission=row.pk).values_list("waiting_for", flat=True).first() or ""
        return reason
    paused = row.stage == Stage.GENERATION and Alert.objects.filter(kind=AlertKind.STORAGE).exists()
    return STORAGE_FULL if paused else ""


def same_pictures(submission_id: int) -> int:
    """How many of a submission's pictures have the bytes of a picture for another prompt.

    The languages of one prompt may share a picture.
    """
    stored = GeneratedImage.objects.filter(submission=submission_id, status=ImageStatus.STORED)
    groups = stored.values("stored").annotate(pictures=Count("id"), prompts=Count("prompt", distinct=True))
    return sum(groups.filter(prompts__gt=1).values_list("pictures", flat=True))


def found_metadata(submission: Submission) -> dict[str, int]:
    """How many of a submission's stored pictures have each kind of ``Metadata``; kinds without any are left out."""
    stored = GeneratedImage.objects.filter(submission=submission, stored__metadata__len__gt=0)
    counts = Counter(kind for kinds in stored.values_list("stored__metadata", flat=True) for kind in kinds or ())
    return {kind.value: counts[kind] for kind in Metadata if counts[kind]}


def _last_failure(row: Submission) -> str:
    failed = GeneratedImage.objects.filter(submission=row.pk, status=ImageStatus.PLANNED).exclude(cause="")
    return failed.order_by("-due_at").values_list("cause", flat=True).first() or ""


def _commonest_cause(row: Submission) -> tuple[str, int]:
    """The cause of most failed pictures, and how many have it. Untried ones have the cause that ended the calls."""
    failed = GeneratedImage.objects.filter(submission=row.pk, status=ImageStatus.FAILED)
    reason = Replace("cause", Value(NOT_TRIED), output_field=TextField())
    reasons = failed.values(reason=reason).annotate(pictures=Count("id")).order_by("-pictures", "reason")
    cause, pictures = reasons.values_list("reason", "pictures")[0]
    return cause, pictures


def is_private_scored(submission: Submission) -> bool:
    """Whether it has scores and was never made public: its evidence is then made on demand, and not stored."""
    return submission.outcome == Outcome.SCORED and submission.public_at is None


def filtered(
    submissions: QuerySet[Submission], *, generator: int | None, suite: str, outcome: str, label: str
) -> QuerySet[Submission]:
    """The submissions of a generator, of a suite "key/version" or "key", with an outcome, with a text in their label.

    None and "" do not filter.
    """
    key, _slash, version = suite.partition("/")
    wanted = {"generator": generator, "suite__key": key, "suite__version": version, "outcome": outcome}
    chosen = submissions.filter(**{name: value for name, value in wanted.items() if value})
    return chosen.filter(label__icontains=label) if label else chosen


def evidence_of(submission: Submission) -> Evidence | None:
    """The public evidence file; None while there is none, or while the one there is would reveal hidden prompts."""
    files = Evidence.objects.filter(submission=submission)
    return (files.filter(hidden=True) if submission.suite.hidden else files).first()


def boards_of_submission(submission: Submission) -> list[Board]:
    """The boards on which a public submission has appeared, or will within a minute."""
    return list(
        Board.objects.filter(
            suite=submission.suite_id, judge_profile=submission.judge_profile_id, language__in=submission.languages
        )
    )
