"""Judging a submission's pictures under a newer judge profile: a page that says what it costs, and the decision."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leaderboard.models import Submission
from leaderboard.pipeline.submission import newer_judge
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work.quota import QuotaExhausted, quota_state
from leaderboard.queries.visibility import check_may_change, own_submissions
from leaderboard.web.http.requests import AuthorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def rejudge(request: AuthorRequest, submission_id: int) -> HttpResponse:
    """Ask, and on confirmation submit the same pictures under the site's current judge profile."""
    submission = get_object_or_404(own_submissions(request.user), pk=submission_id)
    check_may_change(request.user, submission)
    if request.method == "POST":
        return _rejudge(request, submission)
    try:
        would = newer_judge.foresee(submission)
    except SubmissionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("submission", submission.pk)
    quota = quota_state(submission.generator.team, practice=submission.is_practice)
    return render(request, "author/rejudge.html", {"submission": submission, "would": would, "quota": quota})


def _rejudge(request: AuthorRequest, submission: Submission) -> HttpResponse:
    try:
        again = newer_judge.rejudge(submission, by=request.user)
    except (SubmissionRefused, QuotaExhausted) as refusal:
        messages.error(request, str(refusal))
        return redirect("submission", submission.pk)
    messages.success(request, _("The same pictures are judged in this new submission."))
    return redirect("submission", again.pk)
