"""The judge profiles with their noise, and for operators the state of the judge servers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from leaderboard.domain.canonical import canonical_bytes
from leaderboard.models import JudgeProfile
from leaderboard.pagecache.marking import same_for_all
from leaderboard.pipeline.work.workers import missing_programs
from leaderboard.queries.reports import report_counts
from leaderboard.queries.stuck import stuck_submissions
from leaderboard.queries.visibility import is_operator
from leaderboard.web.http.requests import PageRequest
from leaderboard.web.judges import queries, servers
from leaderboard.web.judges.admission import queue_lines
from leaderboard.web.judges.noise_table import noise_table
from leaderboard.web.judges.state import needs, stage_lines, storage_state
from leaderboard.web.words import labels


@same_for_all()
def index(request: HttpRequest) -> HttpResponse:
    """All profiles."""
    return render(request, "judges/list.html", {"profiles": queries.profiles()})


@same_for_all()
def profile_page(request: HttpRequest, profile_key: str, version: str) -> HttpResponse:
    """One profile: everything in it that can change a score, and its noise floor."""
    profile = _profile_or_404(profile_key, version)
    measured = queries.latest_repeatability(profile)
    context = {
        "profile": profile,
        "frozen": profile.frozen,
        "measured": measured,
        "noise": noise_table(measured) if measured else None,
    }
    return render(request, "judges/profile.html", context)


@require_safe
@never_cache
def servers_page(request: PageRequest, profile_key: str, version: str) -> HttpResponse:
    """The judge servers that use a profile now: for htmx a part of the profile's page, otherwise a page of its own."""
    profile = _profile_or_404(profile_key, version)
    template = "judges/_servers.html" if request.htmx else "judges/servers.html"
    return render(request, template, {"profile": profile, "at_work": servers.at_work(profile)})


@require_safe
@cache_control(public=True, no_cache=True)
def sealed_json(request: PageRequest, profile_key: str, version: str) -> HttpResponse:
    """The profile's canonical bytes, with every text sent to the judge; their SHA-256 is the seal."""
    profile = _profile_or_404(profile_key, version)
    content = canonical_bytes(profile.frozen.content)
    return HttpResponse(content, content_type="application/json", headers={"ETag": f'"{profile.sha256}"'})


@require_safe
@never_cache
def operations(request: PageRequest) -> HttpResponse:
    """What needs an operator, and the state of all parts. For operators; others get 404."""
    if not is_operator(request.user):
        raise Http404(_("This page does not exist."))
    workers = list(queries.workers())
    context = {
        "alerts": queries.alerts(),
        "reports": report_counts(),
        "ended": queries.ended_by_us(),
        "servers": servers.server_lines(),
        "announced": servers.announced_lines(),
        "unmeasured": queries.profiles_without_noise(),
        "due_releases": queries.due_releases(),
        "sweep_failures": queries.sweep_failures(),
        "queues": queue_lines(),
        "workers": workers,
        "stages": stage_lines(workers),
        "stuck": [
            (line, labels.STAGES[line.submission.stage], line.why and _(line.why)) for line in stuck_submissions()
        ],
        "storage": storage_state(),
        "broken_calls": [(line, labels.JUDGEMENT_STATUSES[line["status"]]) for line in queries.broken_calls()],
        "failed": queries.failed_lately(),
        "latest_actions": queries.latest_actions(),
        "missing_programs": missing_programs(),
        "incidents": queries.incidents(),
        "with_missing": queries.with_missing(),
    }
    return render(request, "judges/operations.html", context | {"needs": needs(context)})


def _profile_or_404(profile_key: str, version: str) -> JudgeProfile:
    profile = queries.profile_of_version(profile_key, version)
    if profile is None:
        raise Http404(_("This judge profile does not exist."))
    return profile
