"""What operators can do to a submission, as its page and the list offer it."""

from __future__ import annotations

from django import forms

from leaderboard.models import Submission
from leaderboard.pipeline.administration import judgements, submissions
from leaderboard.web.administration.actions import OperatorAction, ReasonForm

_AUTHOR = "its author"


class CancelForm(ReasonForm):
    """Also asks about the quota."""

    refund = forms.BooleanField(required=False, initial=True, label="Give its quota back")


class RejudgeForm(ReasonForm):
    """Also asks which calls."""

    everything = forms.BooleanField(required=False, label="All calls, not only those that gave nothing")


SUBMISSION_ACTIONS: tuple[OperatorAction[Submission], ...] = (
    OperatorAction(
        name="cancel",
        title="Cancel the run",
        explains="The run ends as failed, with your reason as its cause. Calls in flight change nothing any more. Its "
        "endpoint's key and its zip are deleted, so generation cannot be taken up again; judging can.",
        act=submissions.cancel,
        foresee=submissions.foresee_cancelling,
        form=CancelForm,
        reason_is_read_by=_AUTHOR,
    ),
    OperatorAction(
        name="retry",
        title="Go on",
        explains="A run that failed, or was cancelled, is taken up again with the pictures that it has.",
        act=submissions.retry,
        foresee=submissions.foresee_retry,
        reason_is_read_by=_AUTHOR,
    ),
    OperatorAction(
        name="try-now",
        title="Try now",
        explains="All waits end: pauses of its endpoint, and pauses after failures. The time allowed for the stage "
        "begins anew. Use it once the cause of the waits is gone.",
        act=submissions.try_now,
        foresee=submissions.foresee_trying_now,
        reason_is_read_by=_AUTHOR,
    ),
    OperatorAction(
        name="rejudge",
        title="Judge again",
        explains="Judgements are set aside, where they can still be read, and their calls are made again. A scored "
        "submission goes back to judging, and its scores are computed anew. Public ones stay as they are.",
        act=judgements.rejudge,
        foresee=judgements.foresee_rejudging,
        form=RejudgeForm,
        reason_is_read_by=_AUTHOR,
    ),
    OperatorAction(
        name="refund",
        title="Give quota back",
        explains="The author may submit once more, as if this submission had not been made. It goes on as it is.",
        act=submissions.refund,
        foresee=submissions.foresee_refund,
        reason_is_read_by=_AUTHOR,
    ),
)
