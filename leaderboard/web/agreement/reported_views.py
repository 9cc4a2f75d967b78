"""Tables that others published: shown as such, apart from Salon's own boards, and as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.agreement.reported import ReportedTable
from leaderboard.pagecache.marking import same_for_all
from leaderboard.web.agreement import reported
from leaderboard.web.agreement.rated_table import rated_table
from leaderboard.web.agreement.table import agreement_table
from leaderboard.web.http.attachments import attachment
from leaderboard.web.http.requests import PageRequest


@same_for_all
def index(request: HttpRequest) -> HttpResponse:
    """All published tables."""
    return render(request, "agreement/reported_list.html", {"tables": reported.reported_tables()})


@same_for_all
def table(request: HttpRequest, table_slug: str) -> HttpResponse:
    """One published table: the judge's scores with ranks, people's beside them, and the source."""
    found = _table_or_404(table_slug)
    context = {
        "table": found,
        "rated": rated_table(found.models, found.columns),
        "agreement": agreement_table(found.models, found.spearman),
    }
    return render(request, "agreement/reported_table.html", context)


@require_safe
@cache_control(public=True, no_cache=True)
def table_csv(request: PageRequest, table_slug: str) -> HttpResponse:
    """The table as CSV."""
    return attachment(
        reported.reported_csv(_table_or_404(table_slug)), "text/csv; charset=utf-8", f"{table_slug}-as-published.csv"
    )


@require_safe
@cache_control(public=True, no_cache=True)
def table_json(request: PageRequest, table_slug: str) -> HttpResponse:
    """The table as JSON, in the format of its file."""
    return attachment(
        reported.reported_json(_table_or_404(table_slug)), "application/json", f"{table_slug}-as-published.json"
    )


def _table_or_404(table_slug: str) -> ReportedTable:
    found = reported.reported_table(table_slug)
    if found is None:
        raise Http404(_("There is no such published table."))
    return found
