"""The breakdown of a submission's scores: dimension → sub-capability → facet."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.scoring import Scope
from leaderboard.queries.breakdown import breakdown
from leaderboard.queries.visibility import visible_submissions
from leaderboard.web.author_request import PageRequest
from leaderboard.web.views.images import wanted_language


@require_safe
@cache_control(private=True, no_cache=True)
def breakdown_page(request: PageRequest, key: int) -> HttpResponse:
    """The tree in one language and scope."""
    submission = get_object_or_404(visible_submissions(request.user), pk=key)
    language = wanted_language(request, submission, default=submission.languages[0])
    try:
        scope = Scope(request.GET.get("scope") or Scope.JUDGED.value)
    except ValueError as error:
        raise Http404 from error
    context = {
        "submission": submission,
        "language": language,
        "scope": scope.value,
        "tree": breakdown(submission, language, scope),
    }
    return render(request, "submissions/breakdown.html", context)
