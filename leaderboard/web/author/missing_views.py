"""Requesting the missing pictures of a submission again: which, why they are missing, and the endpoint's key."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from leaderboard.models import Submission
from leaderboard.pipeline.submission import missing_pictures
from leaderboard.pipeline.submission.missing_pictures import Repeating
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.queries.visibility import check_may_change, own_submissions
from leaderboard.web.author.forms.missing import MissingPicturesForm
from leaderboard.web.http.requests import AuthorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@sensitive_post_parameters("api_key", "base_url", "extra")
@sensitive_variables("form")
def repeat(request: AuthorRequest, submission_id: int) -> HttpResponse:
    """Ask for the endpoint's key, and request the missing pictures of the author's own submission again."""
    submission = get_object_or_404(own_submissions(request.user), pk=submission_id)
    check_may_change(request.user, submission)
    try:
        would = missing_pictures.foresee(submission)
    except SubmissionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("submission", submission.pk)
    form = MissingPicturesForm(request.POST or None, initial={"base_url": would.endpoint.shown_url})
    if request.method == "POST" and form.is_valid() and _repeat(form, submission, would):
        messages.success(request, _("The missing pictures are requested again."))
        return redirect("submission", submission.pk)
    context = {
        "submission": submission,
        "would": would,
        "form": form,
        "pictures": missing_pictures.failed_pictures(submission),
    }
    return render(request, "author/missing.html", context)


@sensitive_variables()
def _repeat(form: MissingPicturesForm, submission: Submission, would: Repeating) -> bool:
    try:
        missing_pictures.repeat(submission, form.spec(would.endpoint))
    except SubmissionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
