"""How far the judge ranks models as people do: for published tables, and for the panels loaded for Salon's boards."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.domain.agreement.agreement import human_columns
from leaderboard.domain.agreement.reported import ReportedTable
from leaderboard.pagecache.marking import same_for_all
from leaderboard.web.agreement import panels as agreement
from leaderboard.web.agreement.panels import PanelPart, PanelRead
from leaderboard.web.agreement.rated_table import RatedTable, rated_table
from leaderboard.web.agreement.reported import reported_tables
from leaderboard.web.agreement.table import AgreementTable, agreement_table


class ShownPublished(NamedTuple):
    """A published table, and the agreement computed from its scores."""

    table: ReportedTable
    agreement: AgreementTable


class ShownPart(NamedTuple):
    """One language of a panel: the agreement, and the scores behind it."""

    part: PanelPart
    agreement: AgreementTable
    rated: RatedTable


class ShownPanel(NamedTuple):
    """A panel by language."""

    read: PanelRead
    parts: list[ShownPart]


@same_for_all()
def index(request: HttpRequest) -> HttpResponse:
    """All published tables and all panels, each language apart."""
    published = [ShownPublished(table, agreement_table(table.models, table.spearman)) for table in reported_tables()]
    panels = [ShownPanel(read, [_part(part) for part in read.parts]) for read in agreement.panels()]
    return render(request, "agreement/index.html", {"published": published, "panels": panels})


def _part(part: PanelPart) -> ShownPart:
    return ShownPart(part, agreement_table(part.models), rated_table(part.models, human_columns(part.models)))
