"""The agreement of judge and people as a page shows it: a line per score, and a picture of the two orders."""

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
    """One score. Texts, "" for unknown: ``rho`` with four decimals, its interval's ends and ``reported`` with two."""

    column: str
    label: str
    rho: str
    low: str
    high: str
    models: int
    reported: str


@dataclass(frozen=True, slots=True)
class AgreementTable:
    """All lines of one table of models in one language; ``chart`` is of the overall, None where there is none."""

    lines: list[AgreementLine]
    chart: RankChart | None

    @property
    def overall(self) -> AgreementLine | None:
        return next((line for line in self.lines if line.column == _OVERALL), None)

    @property
    def is_reported(self) -> bool:
        """Whether anybody published a ρ to compare with."""
        return any(line.reported for line in self.lines)


def agreement_table(models: Sequence[Rated], reported: Mapping[str, float] | None = None) -> AgreementTable:
    """Compute the agreement of the models' scores.

    Args:
        reported: ρ as published, by column.
    """
    lines = [_line(column, found, (reported or {}).get(column)) for column, found in agreements(models).items()]
    return AgreementTable(lines, rank_chart(models, _OVERALL))


def _line(column: str, found: Agreement, reported: float | None) -> AgreementLine:
    return AgreementLine(
        column=column,
        label=column_label(column),
        rho=_shown(found.rho, 4),
        low=_shown(found.low, 2),
        high=_shown(found.high, 2),
        models=found.n,
        reported="" if reported is None else _shown(reported, 2),
    )


def _shown(value: float, decimals: int) -> str:
    return "" if math.isnan(value) else f"{value:.{decimals}f}".replace("-", "−")
