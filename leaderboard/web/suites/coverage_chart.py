"""A suite's coverage as bars: names, numbers, and the largest number, which fills its bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.suite.coverage import Coverage


class Bar(NamedTuple):
    """One bar; ``query`` narrows the list of prompts down to what it counts ("" where it cannot)."""

    label: str
    number: int
    name: str
    value: str


class FacetGroup(NamedTuple):
    """The facets of one dimension, each under its sub-capability."""

    dimension: Bar
    facets: list[tuple[FacetPath, int]]


class Charts(NamedTuple):
    """All bars of a suite's page. ``most`` is the largest number among the facets."""

    groups: list[FacetGroup]
    most: int
    fields: list[Bar]
    most_fields: int
    lengths: list[Bar]
    scripts: list[Bar]


def charts(found: Coverage) -> Charts:
    """The bars of everything that a suite covers."""
    fields = [Bar(name, count, "field", name) for name, count in _largest_first(found.fields)]
    return Charts(
        groups=[
            FacetGroup(
                Bar(dimension, count, "dimension", dimension),
                [(path, tried) for path, tried in found.facets.items() if path.dimension == dimension],
            )
            for dimension, count in found.dimensions.items()
        ],
        most=max(found.facets.values(), default=0),
        fields=fields,
        most_fields=max((bar.number for bar in fields), default=0),
        lengths=[
            Bar(_("short"), found.short, "length", "short"),
            Bar(_("long"), found.prompts - found.short, "length", "long"),
        ],
        scripts=[
            Bar(_("Latin letters"), found.scripts["latin"], "", ""),
            Bar(_("Chinese characters"), found.scripts["han"], "", ""),
            Bar(_("both in one picture"), found.scripts["both"], "", ""),
        ],
    )


def _largest_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
