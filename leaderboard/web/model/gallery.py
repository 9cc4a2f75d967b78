"""The gallery on a model's page: the pictures that an address asks for, and the choices in its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.models import Kind, ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.rubric import rubric_of
from leaderboard.web.model.pictures import pictures_in_order, rated_pictures
from leaderboard.web.words.data import translated

_PICTURES_PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """The order of the pictures, and the level by whose scores they are ordered."""

    worst_first: bool
    of: ScorePath

    def query(self) -> str:
        """The query string without "?" and without values that are the default."""
        values = {"pictures": "worst" if self.worst_first else "", "of": "" if self.of.is_overall else self.of.slug}
        return urlencode({name: value for name, value in values.items() if value})


def wanted_pictures(query: QueryDict, levels: Sequence[ScorePath]) -> Wanted:
    """Read the address: ``pictures=worst`` and ``of=`` with a level's slug; other values give the default."""
    by_slug = {path.slug: path for path in levels}
    return Wanted(query.get("pictures") == "worst", by_slug.get(query.get("of", ""), OVERALL))


def model_gallery(head: ReleaseHead, row: ReleaseRow, query: QueryDict) -> dict[str, Any]:
    """The context of the gallery's template; empty if the model has no pictures that everybody may see."""
    if head.board.suite.hidden or row.withdrawn_at or row.kind == Kind.IMPORT:
        return {}
    levels = rubric_of(head.board).levels
    wanted = wanted_pictures(query, levels)
    order = pictures_in_order(head, row.submission_id, wanted.of, worst_first=wanted.worst_first)
    page = Paginator(order.rated, _PICTURES_PER_PAGE).get_page(query.get("page"))
    return {
        "wanted": wanted,
        "order": order,
        "page": page,
        "pictures": rated_pictures(list(page)),
        "query": wanted.query(),
        "choices": _choices(levels, wanted.of),
    }


def _choices(levels: Sequence[ScorePath], chosen: ScorePath) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """For each dimension the choices of itself and of all levels below it: slug, label, and whether it is chosen."""
    return [
        (
            dimension,
            [
                (path.slug, _label(path), path == chosen)
                for path in sorted(
                    (path for path in levels if path.dimension == dimension), key=lambda path: _place(path, levels)
                )
            ],
        )
        for dimension in (path.dimension for path in levels if path.depth == 1)
    ]


def _place(path: ScorePath, levels: Sequence[ScorePath]) -> list[int]:
    """A sort key that puts a level right before those below it, and otherwise keeps the rubric's order."""
    return [levels.index(path.upto(depth)) for depth in range(path.depth + 1)]


def _label(path: ScorePath) -> str:
    return translated(path.dimension) if path.depth == 1 else " › ".join(map(translated, path.names[1:]))
