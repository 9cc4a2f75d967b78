"""What an account has used of what it may use."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leaderboard.models import personal_team
from leaderboard.pipeline.work.quota import allowed, quota_state
from leaderboard.pipeline.work.storage_use import limit_of, use_of
from leaderboard.queries.visibility import own_generators
from leaderboard.web.http.requests import AuthorRequest


@require_safe
@login_required
@never_cache
def usage(request: AuthorRequest) -> HttpResponse:
    """Submissions, storage and generators, each with its limit."""
    team = personal_team(request.user)
    context = {
        "quota": quota_state(team),
        "allowed": allowed(team),
        "days": settings.SALON_QUOTA_DAYS,
        "storage": use_of(team),
        "storage_limit": limit_of(team),
        "generators": own_generators(request.user).filter(team=team).count(),
        "most_generators": settings.SALON_ACCOUNT_GENERATORS,
    }
    return render(request, "author/usage.html", context)
