"""What each team of an account has used of what it may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leaderboard.models import Team
from leaderboard.pipeline.work.quota import allowed, quota_state
from leaderboard.pipeline.work.storage_use import limit_of, use_of
from leaderboard.queries.visibility import own_teams
from leaderboard.web.author.team_choice import team_label
from leaderboard.web.http.requests import AuthorRequest


@require_safe
@login_required
@never_cache
def usage(request: AuthorRequest) -> HttpResponse:
    """Submissions, storage and generators, each with its limit."""
    context = {
        "teams": [(team_label(team), _usage(team)) for team in own_teams(request.user)],
        "days": settings.SALON_QUOTA_DAYS,
        "most_generators": settings.SALON_ACCOUNT_GENERATORS,
    }
    return render(request, "author/usage.html", context)


def _usage(team: Team) -> dict[str, Any]:
    return {
        "quota": quota_state(team),
        "allowed": allowed(team),
        "practice": quota_state(team, practice=True),
        "practice_allowed": settings.SALON_PRACTICE_A_DAY,
        "storage": use_of(team),
        "storage_limit": limit_of(team),
        "generators": team.generators.filter(deleted_at__isnull=True).count(),
    }
