"""Cancelling a submission: a page that says what becomes of the quota, and the decision."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leaderboard.models import Submission
from leaderboard.pipeline.submission import cancelling
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.queries.submissions import progress
from leaderboard.queries.visibility import check_may_change, own_submissions
from leaderboard.web.http.requests import AuthorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def cancel(request: AuthorRequest, submission_id: int) -> HttpResponse:
    """Ask, and on confirmation end the author's own submission."""
    submission = get_object_or_404(own_submissions(request.user), pk=submission_id)
    check_may_change(request.user, submission)
    if request.method == "POST":
        return _cancel(request, submission)
    if not cancelling.may_be_cancelled(submission):
        messages.info(request, _("This submission has already ended, so it cannot be cancelled."))
        return redirect("submission", submission.pk)
    context = {
        "submission": submission,
        "refunds": cancelling.refunds(submission),
        "progress": progress(submission),
    }
    return render(request, "author/cancel.html", context)


def _cancel(request: AuthorRequest, submission: Submission) -> HttpResponse:
    try:
        refunded = cancelling.cancel(submission, only_with_refund="refund" in request.POST)
    except SubmissionRefused as refusal:
        messages.error(request, str(refusal))
        still_running = Submission.objects.get(pk=submission.pk)
        page = "submission-cancel" if cancelling.may_be_cancelled(still_running) else "submission"
        return redirect(page, submission.pk)
    if refunded:
        messages.success(request, _("The submission is cancelled, and its quota is refunded."))
    else:
        messages.success(request, _("The submission is cancelled. It counts against your quota."))
    return redirect("submission", submission.pk)
