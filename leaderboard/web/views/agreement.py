"""How far the judge orders models as people do: for published tables, and for panels loaded beside Salon's boards."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.domain.agreement import human_columns
from leaderboard.domain.reported import ReportedTable
from leaderboard.kept.marking import same_for_all
from leaderboard.queries import agreement
from leaderboard.queries.agreement import PanelPart, PanelRead
from leaderboard.queries.reported import reported_tables
from leaderboard.web.agreement_table import AgreementTable, agreement_table
from leaderboard.web.rated_table import RatedTable, rated_table


class ShownPublished(NamedTuple):
    """A published table and the agreement computed from it."""

    table: ReportedTable
    agreement: AgreementTable


class ShownPart(NamedTuple):
    """One language of a panel: the agreement, and the scores that it was computed from."""

    part: PanelPart
    agreement: AgreementTable
    rated: RatedTable


class ShownPanel(NamedTuple):
    """A panel by language."""

    read: PanelRead
    parts: list[ShownPart]


@same_for_all
def index(request: HttpRequest) -> HttpResponse:
    """All tables and panels, each language by itself."""
    published = [ShownPublished(table, agreement_table(table.models, table.spearman)) for table in reported_tables()]
    panels = [ShownPanel(read, [_part(part) for part in read.parts]) for read in agreement.panels()]
    return render(request, "agreement/index.html", {"published": published, "panels": panels})


def _part(part: PanelPart) -> ShownPart:
    return ShownPart(part, agreement_table(part.models), rated_table(part.models, human_columns(part.models)))
