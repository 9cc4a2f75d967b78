"""The noise tables of a profile's page: by kind of comparison, by level, and by facet that flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.scoring.repeatability import Flips
from leaderboard.models import Repeatability
from leaderboard.web.words.data import translated

KINDS = ("alone", "together", "across")


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of comparison: flipped verdicts, and the change of the overall of a picture and of the set (points)."""

    label: str
    flips: Flips
    picture: float | None
    whole_set: float | None


@dataclass(frozen=True, slots=True)
class LevelLine:
    """The change of one level's score between single calls and parallel calls (points)."""

    label: str
    picture: float
    whole_set: float


@dataclass(frozen=True, slots=True)
class NoiseTable:
    """One measurement. ``facets`` are those that flip, the most frequent first; ``steady`` counts the others."""

    kinds: list[KindLine]
    levels: list[LevelLine]
    facets: list[tuple[FacetPath, Flips]]
    steady: int


def noise_table(measured: Repeatability) -> NoiseTable:
    """The table of one measurement."""
    across = measured.report["across"]
    flips = _flips(across)
    unsteady = [(path, facet_flips) for path, facet_flips in flips.items() if facet_flips.flipped]
    return NoiseTable(
        kinds=[_kind(kind, measured) for kind in KINDS],
        levels=[
            LevelLine(translated(name) or _("Overall"), picture, whole) for name, picture, whole in across["levels"]
        ],
        facets=sorted(unsteady, key=lambda entry: -entry[1].share),
        steady=len(flips) - len(unsteady),
    )


def _kind(kind: str, measured: Repeatability) -> KindLine:
    labels = {
        "alone": _("one call at a time, repeated"),
        "together": _("%(count)d calls in flight, repeated") % {"count": measured.in_flight},
        "across": _("one call at a time compared with %(count)d in flight") % {"count": measured.in_flight},
    }
    report = measured.report[kind]
    flips = _flips(report).values()
    total = Flips(sum(facet.flipped for facet in flips), sum(facet.compared for facet in flips))
    overall = _overall(report["levels"])
    return KindLine(labels[kind], total, *overall)


def _overall(levels: Sequence[Sequence[Any]]) -> tuple[float | None, float | None]:
    return next(((picture, whole) for name, picture, whole in levels if not name), (None, None))


def _flips(report: Mapping[str, Any]) -> dict[FacetPath, Flips]:
    return {FacetPath(*row[:3]): Flips(*row[3:]) for row in report["facets"]}
