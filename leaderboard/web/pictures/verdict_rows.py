"""The verdicts on a picture as its page lists them: failures first, each beside other models' verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.web.pictures.gallery import FacetEvidence, ImageEvidence
from leaderboard.web.pictures.others import OtherPicture
from leaderboard.web.words import labels

_ORDER = (0, 1, 2, None, "N/A")


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
    """The facets with one verdict: ``rows``, which are shown, and ``more``, which are folded.

    Failures are always shown, targets first; passes and excellent facets only where they are targets.
    """

    label: labels.Text
    css: str
    rows: tuple[VerdictRow, ...]
    more: tuple[VerdictRow, ...]

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.more)


def verdict_groups(evidence: ImageEvidence, others: Sequence[OtherPicture]) -> list[VerdictGroup]:
    """The groups that have a facet."""
    facets = [facet for dimension in evidence.dimensions for facet in dimension.facets]
    facets.sort(key=lambda facet: not facet.is_target)
    groups = []
    for verdict in _ORDER:
        of_verdict = [facet for facet in facets if facet.verdict == verdict]
        if of_verdict:
            rows = tuple(_row(facet, others) for facet in of_verdict if _is_shown(facet))
            more = tuple(_row(facet, ()) for facet in of_verdict if not _is_shown(facet))
            groups.append(VerdictGroup(labels.VERDICTS[verdict], labels.VERDICT_CLASSES[verdict], rows, more))
    return groups


def _is_shown(facet: FacetEvidence) -> bool:
    return facet.verdict == 0 or (facet.is_target and facet.verdict in (1, 2))


def _row(facet: FacetEvidence, others: Sequence[OtherPicture]) -> VerdictRow:
    return VerdictRow(facet, _others(facet, others) if facet.verdict == 0 else ())


def _others(facet: FacetEvidence, others: Sequence[OtherPicture]) -> tuple[OthersVerdict, ...]:
    return tuple(
        OthersVerdict(picture, labels.VERDICTS[verdict], labels.VERDICT_CLASSES[verdict])
        for picture in others
        if (verdict := picture.verdicts.get(facet.path)) is not None
    )
