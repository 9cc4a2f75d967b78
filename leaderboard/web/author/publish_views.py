"""Making results public: a page that says what it means, where the model would stand, and what cannot be undone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leaderboard.models import Outcome, Submission
from leaderboard.pipeline.publishing.preview import previews
from leaderboard.pipeline.submission import visibility
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.queries.submissions import found_metadata
from leaderboard.queries.visibility import check_may_change, own_submissions
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.words import labels


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def publish(request: AuthorRequest, submission_id: int) -> HttpResponse:
    """Ask, and on confirmation make the author's own results public."""
    submission = get_object_or_404(own_submissions(request.user), pk=submission_id)
    check_may_change(request.user, submission)
    if request.method == "POST":
        return _publish(request, submission)
    is_private = submission.outcome == Outcome.SCORED and not submission.public_at
    if not is_private or submission.files_deleted_at or submission.is_practice:
        return redirect("submission", submission.pk)
    boards = previews(submission)
    context = {
        "submission": submission,
        "previews": boards,
        "has_release": any(board.release for board in boards),
        "metadata": [(labels.METADATA[kind], count) for kind, count in found_metadata(submission).items()],
    }
    return render(request, "author/publish.html", context)


def _publish(request: AuthorRequest, submission: Submission) -> HttpResponse:
    try:
        visibility.make_public(submission)
    except SubmissionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The results are public. The boards follow within a minute."))
    return redirect("submission", submission.pk)
