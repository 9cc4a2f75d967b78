"""The breakdown of a submission's scores: dimension → sub-capability → facet, and by kind of prompt."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.scoring.scores import Scope
from leaderboard.queries.breakdown import breakdown
from leaderboard.queries.visibility import is_seen_as_operator, is_standing, visible_submissions
from leaderboard.web.author.strata import DIMENSION, FIELD, LANGUAGE, LENGTH, Stratum, strata
from leaderboard.web.http.requests import PageRequest
from leaderboard.web.http.seen import submission_for
from leaderboard.web.pictures.views import wanted_language
from leaderboard.web.suites.prompt_filter import length_labels
from leaderboard.web.words.data import translated
from leaderboard.web.words.languages import language_name


@require_safe
@cache_control(private=True, no_cache=True)
def breakdown_page(request: PageRequest, submission_id: int) -> HttpResponse:
    """The scores in one language and scope."""
    submission = submission_for(request.user, visible_submissions(request.user), submission_id)
    language = wanted_language(request, submission, default=submission.languages[0])
    try:
        scope = Scope(request.GET.get("scope") or Scope.JUDGED.value)
    except ValueError as error:
        raise Http404 from error
    context = {
        "submission": submission,
        "as_operator": is_seen_as_operator(submission, request.user),
        "shows_verdicts": is_standing(submission, request.user) and not submission.suite.hidden,
        "language": language,
        "scope": scope.value,
        "tree": breakdown(submission, language, scope),
        "groups": _labelled(strata(submission, language, scope)),
    }
    return render(request, "author/breakdown.html", context)


def _labelled(by_group: dict[str, list[Stratum]]) -> list[tuple[str, list[tuple[str, Stratum]]]]:
    """The strata with the names that the page shows for groups and values."""
    groups = {
        LANGUAGE: _("Language"),
        LENGTH: _("Length"),
        DIMENSION: _("Tested dimension"),
        FIELD: _("Field of application"),
    }
    words = dict(length_labels())

    def label(group: str, value: str) -> str:
        return language_name(value) if group == LANGUAGE else words.get(value, translated(value))

    return [
        (groups[group], [(label(group, stratum.value), stratum) for stratum in listed])
        for group, listed in by_group.items()
    ]
