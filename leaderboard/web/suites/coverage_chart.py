"""A suite's coverage as bars: each has a name and a number, and the largest number of a chart fills its bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.suite.coverage import Coverage
from leaderboard.web.words.data import translated


class Bar(NamedTuple):
    """One bar. The query ``name=value`` lists the prompts that it counts; both are "" where no query can."""

    label: str
    number: int
    name: str
    value: str


class FacetGroup(NamedTuple):
    """The facets of one dimension, each under its sub-capability."""

    dimension: Bar
    facets: list[tuple[FacetPath, int]]


class Charts(NamedTuple):
    """All bars of a suite's page. ``most`` and ``most_fields`` are the largest numbers of facets and of fields."""

    groups: list[FacetGroup]
    most: int
    fields: list[Bar]
    most_fields: int
    lengths: list[Bar]
    scripts: list[Bar]


def charts(covered: Coverage) -> Charts:
    """The bars of a suite's page."""
    fields = [Bar(translated(name), count, "field", name) for name, count in _largest_first(covered.fields)]
    return Charts(
        groups=[
            FacetGroup(
                Bar(translated(dimension), count, "dimension", dimension),
                [(path, tried) for path, tried in covered.facets.items() if path.dimension == dimension],
            )
            for dimension, count in covered.dimensions.items()
        ],
        most=max(covered.facets.values(), default=0),
        fields=fields,
        most_fields=max((bar.number for bar in fields), default=0),
        lengths=[
            Bar(_("short"), covered.short, "length", "short"),
            Bar(_("long"), covered.prompts - covered.short, "length", "long"),
        ],
        scripts=[
            Bar(_("Latin letters"), covered.scripts["latin"], "", ""),
            Bar(_("Chinese characters"), covered.scripts["han"], "", ""),
            Bar(_("both in one picture"), covered.scripts["both"], "", ""),
        ],
    )


def _largest_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
