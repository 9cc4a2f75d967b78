"""Tables of scores that others published, as pages and files; they stay apart from Salon's own boards."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.agreement.reported import ReportedTable
from leaderboard.downloads import reported as files
from leaderboard.pagecache.marking import same_for_all
from leaderboard.web.agreement.rated_table import rated_table
from leaderboard.web.agreement.reported import reported_table, reported_tables
from leaderboard.web.agreement.table import agreement_table
from leaderboard.web.http.attachments import attachment
from leaderboard.web.http.requests import PageRequest


@same_for_all()
def index(request: HttpRequest) -> HttpResponse:
    """All published tables."""
    return render(request, "agreement/reported_list.html", {"tables": reported_tables()})


@same_for_all()
def table_page(request: HttpRequest, table_slug: str) -> HttpResponse:
    """One published table: the judge's scores with their ranks beside people's, and the source."""
    table = _table_or_404(table_slug)
    context = {
        "table": table,
        "rated": rated_table(table.models, table.columns),
        "agreement": agreement_table(table.models, table.spearman),
    }
    return render(request, "agreement/reported_table.html", context)


@require_safe
@cache_control(public=True, no_cache=True)
def table_csv(request: PageRequest, table_slug: str) -> HttpResponse:
    """The table as CSV."""
    content = files.reported_csv(_table_or_404(table_slug))
    return attachment(content, "text/csv; charset=utf-8", f"{table_slug}-as-published.csv")


@require_safe
@cache_control(public=True, no_cache=True)
def table_json(request: PageRequest, table_slug: str) -> HttpResponse:
    """The table as JSON."""
    content = files.reported_json(_table_or_404(table_slug))
    return attachment(content, "application/json", f"{table_slug}-as-published.json")


def _table_or_404(table_slug: str) -> ReportedTable:
    table = reported_table(table_slug)
    if table is None:
        raise Http404(_("There is no such published table."))
    return table
