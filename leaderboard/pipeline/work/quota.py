"""The quota of submissions: a ledger over a rolling window of days, checked and debited under a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from leaderboard.models import Kind, QuotaEntry, Submission, UploadSession, User
from leaderboard.models.clock import Now


class QuotaExhausted(ValueError):
    """No submission is left in the window; the message says when the next is possible."""

    def __init__(self, next_at: datetime, count: int) -> None:
        super().__init__(self._message(next_at, count))
        self.next_at = next_at

    def _message(self, next_at: datetime, count: int) -> str:
        return _("%(count)s submissions in %(days)s days are used; the next is possible on %(time)s") % {
            "count": count,
            "days": settings.SALON_QUOTA_DAYS,
            "time": _moment(next_at),
        }


class ChecksExhausted(QuotaExhausted):
    """No more bundles are checked today: rejected bundles cost no quota, but their checks take time."""

    def _message(self, next_at: datetime, count: int) -> str:
        return _(
            "%(count)s of your bundles were checked in the last 24 hours; the next can be uploaded on %(time)s. "
            "Each report lists every fault of its bundle"
        ) % {"count": count, "time": _moment(next_at)}


def _moment(time: datetime) -> str:
    """As the pages write times (web/words/times.py)."""
    return f"{date_format(time.astimezone(UTC), _('j M Y, H:i'))} UTC"


@dataclass(frozen=True, slots=True)
class QuotaState:
    """How many submissions are left, and when the next one is possible (None: now)."""

    left: int
    next_at: datetime | None


def allowed(user: User) -> int:
    """How many submissions the user has in a window."""
    return settings.SALON_QUOTA_SUBMISSIONS if user.submission_quota is None else user.submission_quota


def quota_state(user: User) -> QuotaState:
    """What is left of the user's quota now."""
    window = timedelta(days=settings.SALON_QUOTA_DAYS)
    debits = list(
        QuotaEntry.objects.filter(user=user, refunded_at__isnull=True, debited_at__gt=Now() - window)
        .order_by("debited_at")
        .values_list("debited_at", flat=True)
    )
    left = allowed(user) - len(debits)
    if left > 0:
        return QuotaState(left, None)
    return QuotaState(0, debits[-left] + window)


def check(user: User) -> None:
    """Raises QuotaExhausted when no submission is left."""
    state = quota_state(user)
    if state.next_at is not None:
        raise QuotaExhausted(state.next_at, allowed(user))


def check_bundles(user: User) -> None:
    """Raises ChecksExhausted when the user has sent as many bundles in 24 hours as allowed, rejected or not."""
    window = timedelta(days=1)
    most = settings.SALON_BUNDLE_CHECKS_A_DAY
    bundles = Submission.objects.filter(generator__owner=user, kind=Kind.BUNDLE, created_at__gt=Now() - window)
    created = list(bundles.order_by("-created_at").values_list("created_at", flat=True)[:most])
    if len(created) == most:
        raise ChecksExhausted(created[-1] + window, most)


def check_uploads(user: User) -> None:
    """Raises ChecksExhausted when the user has begun as many direct uploads in 24 hours as bundles may be sent."""
    window = timedelta(days=1)
    most = settings.SALON_BUNDLE_CHECKS_A_DAY
    begun = UploadSession.objects.filter(owner=user, created_at__gt=Now() - window)
    created = list(begun.order_by("-created_at").values_list("created_at", flat=True)[:most])
    if len(created) == most:
        raise ChecksExhausted(created[-1] + window, most)


def debit(user: User, submission: Submission) -> None:
    """Debit one submission, in the transaction that creates it.

    Raises:
        QuotaExhausted: when no submission is left.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("call debit() in the transaction that creates the submission")
    # With the user's row locked, simultaneous submissions are counted one after the other.
    check(User.objects.select_for_update().get(pk=user.pk))
    QuotaEntry.objects.create(user=user, submission=submission, debited_at=Now())


def refund(submission: Submission) -> bool:
    """Refund the submission's debit, for a rejected bundle or a failure on our side; False if there is none to
    refund.
    """
    entries = QuotaEntry.objects.filter(submission=submission, refunded_at__isnull=True)
    return bool(entries.update(refunded_at=Now()))
