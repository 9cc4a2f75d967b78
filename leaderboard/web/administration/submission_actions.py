"""Operators' actions on submissions, for the list and the page of a submission."""

from __future__ import annotations

from django import forms

from leaderboard.models import Submission
from leaderboard.pipeline.administration import judgements, submissions
from leaderboard.web.administration.actions import OperatorAction, ReasonForm

_AUTHOR = "its author"


class CancelForm(ReasonForm):
    """Also asks whether to refund the quota."""

    refund = forms.BooleanField(required=False, initial=True, label="Refund its quota")


class RejudgeForm(ReasonForm):
    """Also asks which calls to repeat."""

    everything = forms.BooleanField(required=False, label="All calls, not only those without verdicts")


SUBMISSION_ACTIONS: tuple[OperatorAction[Submission], ...] = (
    OperatorAction(
        name="cancel",
        title="Cancel",
        explains="The submission ends as failed, with your reason as its cause. Calls in flight no longer change "
        "anything. Its endpoint's key and its zip are deleted, so generation cannot be resumed; judging can.",
        act=submissions.cancel,
        foresee=submissions.foresee_cancelling,
        form=CancelForm,
        reason_is_read_by=_AUTHOR,
    ),
    OperatorAction(
        name="retry",
        title="Resume",
        explains="Resumes a failed or cancelled submission with the pictures that it has.",
        act=submissions.retry,
        foresee=submissions.foresee_retry,
        reason_is_read_by=_AUTHOR,
    ),
    OperatorAction(
        name="try-now",
        title="Try now",
        explains="Ends all waits: pauses of its endpoint, and pauses after failures. The stage's time limit starts "
        "again. Use this after the cause of the waits is fixed.",
        act=submissions.try_now,
        foresee=submissions.foresee_trying_now,
        reason_is_read_by=_AUTHOR,
    ),
    OperatorAction(
        name="rejudge",
        title="Judge again",
        explains="Judgements are set aside, but stay readable, and their calls are repeated. A scored submission "
        "goes back to judging, and its scores are computed again. Public submissions do not change.",
        act=judgements.rejudge,
        foresee=judgements.foresee_rejudging,
        form=RejudgeForm,
        reason_is_read_by=_AUTHOR,
    ),
    OperatorAction(
        name="refund",
        title="Refund quota",
        explains="The author may submit once more, as if this submission had not been made. The submission itself "
        "continues.",
        act=submissions.refund,
        foresee=submissions.foresee_refund,
        reason_is_read_by=_AUTHOR,
    ),
)
