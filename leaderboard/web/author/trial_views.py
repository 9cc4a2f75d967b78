"""The result of "Test endpoint": the picture or the exact error, for its author only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leaderboard.queries.visibility import own_trials
from leaderboard.web.http.requests import AuthorRequest


@require_safe
@login_required
@never_cache
def trial_page(request: AuthorRequest, trial_id: int) -> HttpResponse:
    """The part below the form, which htmx polls until the trial has ended; without htmx a page of its own."""
    trial = get_object_or_404(own_trials(request.user), pk=trial_id)
    template = "author/_trial.html" if request.htmx else "author/trial.html"
    return render(request, template, {"trial": trial})


@require_safe
@login_required
@never_cache
def picture(request: AuthorRequest, trial_id: int) -> HttpResponse:
    """The endpoint's picture, re-encoded as WebP by the worker."""
    trial = get_object_or_404(own_trials(request.user), pk=trial_id)
    if trial.picture is None:
        raise Http404
    return HttpResponse(bytes(trial.picture), content_type="image/webp", headers={"X-Content-Type-Options": "nosniff"})
