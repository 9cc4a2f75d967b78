"""The quota of submissions of each team: a ledger over a rolling window of days, checked and debited under a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext

from leaderboard.models import Kind, QuotaEntry, Submission, Team, UploadSession, User
from leaderboard.models.clock import Now
from leaderboard.pipeline.work.moments import moment_text


class QuotaExhausted(ValueError):
    """No submission is left in the window; the message says when the next is possible."""

    def __init__(self, next_at: datetime, count: int) -> None:
        super().__init__(self._message(next_at, count))
        self.next_at = next_at

    def _message(self, next_at: datetime, count: int) -> str:
        return ngettext(
            "%(count)s submission in %(days)s days is used; the next is possible on %(time)s",
            "%(count)s submissions in %(days)s days are used; the next is possible on %(time)s",
            count,
        ) % {"count": count, "days": settings.SALON_QUOTA_DAYS, "time": moment_text(next_at)}


class PracticeExhausted(QuotaExhausted):
    """No practice submission is left today."""

    def _message(self, next_at: datetime, count: int) -> str:
        return ngettext(
            "%(count)s practice submission in 24 hours is used; the next is possible on %(time)s",
            "%(count)s practice submissions in 24 hours are used; the next is possible on %(time)s",
            count,
        ) % {"count": count, "time": moment_text(next_at)}


class ChecksExhausted(QuotaExhausted):
    """No more bundles are checked today: rejected bundles cost no quota, but their checks take time."""

    def _message(self, next_at: datetime, count: int) -> str:
        return ngettext(
            "%(count)s of your bundles was checked in the last 24 hours; the next can be uploaded on %(time)s. "
            "Each report lists every fault of its bundle",
            "%(count)s of your bundles were checked in the last 24 hours; the next can be uploaded on %(time)s. "
            "Each report lists every fault of its bundle",
            count,
        ) % {"count": count, "time": moment_text(next_at)}


@dataclass(frozen=True, slots=True)
class QuotaState:
    """How many submissions are left, and when the next one is possible (None: now)."""

    left: int
    next_at: datetime | None


def allowed(team: Team) -> int:
    """How many submissions the team has in a window."""
    return settings.SALON_QUOTA_SUBMISSIONS if team.submission_quota is None else team.submission_quota


def quota_state(team: Team, *, practice: bool = False) -> QuotaState:
    """What is left of the team's quota now, or of that for practice submissions, which is counted over a day."""
    window = timedelta(days=1 if practice else settings.SALON_QUOTA_DAYS)
    debits = list(
        QuotaEntry.objects.filter(
            submission__generator__team=team, refunded_at__isnull=True, debited_at__gt=Now() - window
        )
        .filter(submission__practice_rule__isnull=not practice)
        .order_by("debited_at")
        .values_list("debited_at", flat=True)
    )
    most = settings.SALON_PRACTICE_A_DAY if practice else allowed(team)
    left = most - len(debits)
    if left > 0:
        return QuotaState(left, None)
    return QuotaState(0, debits[-left] + window)


def check(team: Team, *, practice: bool = False) -> None:
    """Raises QuotaExhausted when no submission is left, or no practice submission."""
    state = quota_state(team, practice=practice)
    if state.next_at is not None and practice:
        raise PracticeExhausted(state.next_at, settings.SALON_PRACTICE_A_DAY)
    if state.next_at is not None:
        raise QuotaExhausted(state.next_at, allowed(team))


def check_bundles(team: Team) -> None:
    """Raises ChecksExhausted when the team has sent as many bundles in 24 hours as allowed, rejected or not."""
    window = timedelta(days=1)
    most = settings.SALON_BUNDLE_CHECKS_A_DAY
    bundles = Submission.objects.filter(generator__team=team, kind=Kind.BUNDLE, created_at__gt=Now() - window)
    created = list(bundles.order_by("-created_at").values_list("created_at", flat=True)[:most])
    if len(created) == most:
        raise ChecksExhausted(created[-1] + window, most)


def check_uploads(team: Team) -> None:
    """Raises ChecksExhausted when the team has begun as many direct uploads in 24 hours as bundles may be sent."""
    window = timedelta(days=1)
    most = settings.SALON_BUNDLE_CHECKS_A_DAY
    begun = UploadSession.objects.filter(generator__team=team, created_at__gt=Now() - window)
    created = list(begun.order_by("-created_at").values_list("created_at", flat=True)[:most])
    if len(created) == most:
        raise ChecksExhausted(created[-1] + window, most)


def debit(submission: Submission, user: User) -> None:
    """Debit one submission of the team that owns it, in the transaction in which ``user`` creates it.

    Raises:
        QuotaExhausted: when no submission is left.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("call debit() in the transaction that creates the submission")
    check(locked(submission.generator.team_id), practice=submission.is_practice)
    QuotaEntry.objects.create(user=user, submission=submission, debited_at=Now())


def locked(team_id: int) -> Team:
    """The team, locked until the transaction ends, so that simultaneous submissions are counted one after the other."""
    return Team.objects.select_for_update(no_key=True).get(pk=team_id)


def refund(submission: Submission) -> bool:
    """Refund the submission's debit, for a rejected bundle or a failure on our side; False if there is none to
    refund.
    """
    entries = QuotaEntry.objects.filter(submission=submission, refunded_at__isnull=True)
    return bool(entries.update(refunded_at=Now()))
