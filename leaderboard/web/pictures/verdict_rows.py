"""The verdicts on a picture as its page lists them: failures first, each beside other models' verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.web.pictures.gallery import FacetEvidence, ImageEvidence
from leaderboard.web.pictures.others import OtherPicture
from leaderboard.web.words import labels

_ORDER = (0, 1, 2, None, "N/A")
_FOLDED = (None, "N/A")


@dataclass(frozen=True, slots=True)
class OthersVerdict:
    """Another model's picture with its verdict on the row's facet, in words and as the class of its colour."""

    picture: OtherPicture
    label: labels.Text
    css: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One facet; ``others`` only where the picture fails."""

    facet: FacetEvidence
    others: tuple[OthersVerdict, ...]


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """The facets with one verdict, targets first; ``is_folded``: where there is nothing to see."""

    label: labels.Text
    css: str
    is_folded: bool
    rows: tuple[VerdictRow, ...]


def verdict_groups(evidence: ImageEvidence, others: Sequence[OtherPicture]) -> list[VerdictGroup]:
    """The groups that have a facet."""
    facets = [facet for dimension in evidence.dimensions for facet in dimension.facets]
    facets.sort(key=lambda facet: not facet.is_target)
    groups = []
    for verdict in _ORDER:
        rows = tuple(
            VerdictRow(facet, _others(facet, others) if verdict == 0 else ())
            for facet in facets
            if facet.verdict == verdict
        )
        if rows:
            groups.append(
                VerdictGroup(labels.VERDICTS[verdict], labels.VERDICT_CLASSES[verdict], verdict in _FOLDED, rows)
            )
    return groups


def _others(facet: FacetEvidence, others: Sequence[OtherPicture]) -> tuple[OthersVerdict, ...]:
    return tuple(
        OthersVerdict(picture, labels.VERDICTS[verdict], labels.VERDICT_CLASSES[verdict])
        for picture in others
        if (verdict := picture.verdicts.get(facet.path)) is not None
    )
