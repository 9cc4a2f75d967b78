"""A profile's noise as a page shows it: a line per kind of comparison, per score, and per facet that ever flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.scoring.repeatability import Flips
from leaderboard.models import Repeatability

KINDS = ("alone", "together", "across")


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of comparison: flipped verdicts, and how far the overall moves (points)."""

    label: str
    flips: Flips
    picture: float | None
    whole_set: float | None


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One score: how far it moves between calls alone and calls among many (points)."""

    label: str
    picture: float
    whole_set: float


@dataclass(frozen=True, slots=True)
class NoiseTable:
    """Everything that a profile's page shows of a measurement. ``facets`` flip most first; steady ones are left out."""

    kinds: list[KindLine]
    levels: list[LevelLine]
    facets: list[tuple[FacetPath, Flips]]
    steady: int


def noise_table(found: Repeatability) -> NoiseTable:
    """The lines of a measurement."""
    flips = _flips(found.report["across"])
    moving = [(path, one) for path, one in flips.items() if one.flipped]
    return NoiseTable(
        kinds=[_kind(kind, found) for kind in KINDS],
        levels=[
            LevelLine(name or _("Overall"), picture, whole) for name, picture, whole in found.report["across"]["levels"]
        ],
        facets=sorted(moving, key=lambda entry: -entry[1].share),
        steady=len(flips) - len(moving),
    )


def _kind(kind: str, found: Repeatability) -> KindLine:
    labels = {
        "alone": _("one call at a time, repeated"),
        "together": _("%(count)d calls in flight, repeated") % {"count": found.in_flight},
        "across": _("one call at a time against %(count)d in flight") % {"count": found.in_flight},
    }
    report = found.report[kind]
    flips = _flips(report).values()
    total = Flips(sum(one.flipped for one in flips), sum(one.compared for one in flips))
    overall = _overall(report["levels"])
    return KindLine(labels[kind], total, *overall)


def _overall(levels: Sequence[Sequence[Any]]) -> tuple[float | None, float | None]:
    return next(((picture, whole) for name, picture, whole in levels if not name), (None, None))


def _flips(report: Mapping[str, Any]) -> dict[FacetPath, Flips]:
    return {FacetPath(*row[:3]): Flips(*row[3:]) for row in report["facets"]}
