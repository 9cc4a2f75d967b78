"""Cancelling a submission for its author.

The quota is refunded if the judge has judged nothing of it: what quota protects is the judge's time.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.domain.recorded import times
from leaderboard.models import Judgement, Outcome, Submission, SupersededJudgement, clock
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work import transitions


def may_be_cancelled(submission: Submission) -> bool:
    """Whether it waits or runs."""
    return submission.outcome == Outcome.RUNNING


def refunds(submission: Submission) -> bool:
    """Whether cancelling it now would refund its quota: no judgement of it has been recorded."""
    of_it = {"judging__submission": submission.pk}
    return not (Judgement.objects.filter(**of_it).exists() or SupersededJudgement.objects.filter(**of_it).exists())


@transaction.atomic
def cancel(submission: Submission, *, only_with_refund: bool = False) -> bool:
    """End a waiting or running submission; returns whether its quota was refunded.

    Args:
        only_with_refund: refuse if the quota would not be refunded, because that is what its author was told.

    Raises:
        SubmissionRefused: it has ended, or a picture was judged meanwhile; nothing has changed then.
    """
    transitions.hold(submission.pk)
    transitions.stop_judging(submission.pk)  # before looking, so that no judgement can be recorded after it
    refund = refunds(submission)
    if only_with_refund and not refund:
        raise SubmissionRefused(
            _("judging has begun meanwhile, so the quota would not be refunded; cancel again if you still want to")
        )
    cause = f"Cancelled by its author on {times.day(clock.read())}."
    if not transitions.cancel(submission.pk, cause, refund=refund, by_author=True):
        raise SubmissionRefused(_("this submission has already ended, so it cannot be cancelled"))
    return refund
