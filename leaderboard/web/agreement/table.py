"""The agreement of judge and people as pages show it: a line per score, and a chart of the two orders."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leaderboard.domain.agreement.agreement import Rated, agreements
from leaderboard.domain.statistics.agreement import Agreement
from leaderboard.web.agreement.chart import RankChart, rank_chart
from leaderboard.web.agreement.rated_table import column_label

_OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """Spearman's ρ in one column, as texts ("" for unknown): ``rho`` with four decimals, the other numbers with two."""

    column: str
    label: str
    rho: str
    low: str
    high: str
    models: int
    reported: str


@dataclass(frozen=True, slots=True)
class AgreementTable:
    """The lines of one table of models in one language; ``chart`` shows the overall, None with too few models."""

    lines: list[AgreementLine]
    chart: RankChart | None

    @property
    def overall(self) -> AgreementLine | None:
        return next((line for line in self.lines if line.column == _OVERALL), None)

    @property
    def is_reported(self) -> bool:
        """Whether a published ρ is shown next to any of ours."""
        return any(line.reported for line in self.lines)


def agreement_table(models: Sequence[Rated], reported: Mapping[str, float] | None = None) -> AgreementTable:
    """The agreement of judge and people on these models; ``reported`` is ρ as published, by column."""
    published = reported or {}
    lines = [_line(column, agreement, published.get(column)) for column, agreement in agreements(models).items()]
    return AgreementTable(lines, rank_chart(models, _OVERALL))


def _line(column: str, agreement: Agreement, reported: float | None) -> AgreementLine:
    return AgreementLine(
        column=column,
        label=column_label(column),
        rho=_shown(agreement.rho, 4),
        low=_shown(agreement.low, 2),
        high=_shown(agreement.high, 2),
        models=agreement.n,
        reported="" if reported is None else _shown(reported, 2),
    )


def _shown(value: float, decimals: int) -> str:
    return "" if math.isnan(value) else f"{value:.{decimals}f}".replace("-", "−")
