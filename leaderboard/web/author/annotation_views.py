"""The label and the notes of an author's own submission."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leaderboard.pipeline.submission.facts import annotate
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.queries.visibility import check_may_change, own_submissions
from leaderboard.web.author.forms.facts import AnnotationForm
from leaderboard.web.http.requests import AuthorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit(request: AuthorRequest, submission_id: int) -> HttpResponse:
    """Change the label and the notes of a private submission."""
    submission = get_object_or_404(own_submissions(request.user), pk=submission_id)
    check_may_change(request.user, submission)
    form = AnnotationForm(request.POST or None, initial={"label": submission.label, "notes": submission.notes})
    if request.method == "POST" and form.is_valid():
        try:
            annotate(submission, **form.cleaned_data)
        except SubmissionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Label and notes are saved."))
            return redirect("submission", submission.pk)
    return render(request, "author/annotation.html", {"form": form, "submission": submission})
