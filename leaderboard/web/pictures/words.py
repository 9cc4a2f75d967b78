"""A picture's verdicts in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from leaderboard.web.pictures.gallery import ImageEvidence
from leaderboard.web.words.data import translated
from leaderboard.web.words.numbers import score


def verdict_line(evidence: ImageEvidence) -> str:
    """The overall score and how many applicable facets fail, targets by name; "" without an overall score."""
    if evidence.overall is None:
        return ""
    given = [facet for dimension in evidence.dimensions for facet in dimension.facets if facet.verdict in (0, 1, 2)]
    failed = [facet for facet in given if facet.verdict == 0]
    names = [translated(facet.path.facet) for facet in failed if facet.is_target]
    values = {"score": score(evidence.overall), "failed": len(failed), "applicable": len(given), "targets": len(names)}
    if not failed:
        return _("%(score)s: fails none of %(applicable)d applicable facets.") % values
    if not names:
        return _("%(score)s: fails %(failed)d of %(applicable)d applicable facets, none of them a target.") % values
    line = ngettext(
        "%(score)s: fails %(failed)d of %(applicable)d applicable facets, %(targets)d of them a target (%(names)s).",
        "%(score)s: fails %(failed)d of %(applicable)d applicable facets, %(targets)d of them targets (%(names)s).",
        len(names),
    )
    return line % (values | {"names": pgettext("between the items of a list", ", ").join(names)})
