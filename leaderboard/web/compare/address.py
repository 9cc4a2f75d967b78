"""What the address of a comparison asks for, and the addresses of other comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.queries.comparison import MOST_MODELS

_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
_MAX_WORDS = 80
_MAX_UNREAD = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """``models``: ids of generators in the reader's order, the first is the reference; ``of``: a level of the rubric.

    ``unread``: parts of ``models`` that are not ids; ``surplus``: how many ids were more than can be compared.
    ``name``: of the parameter with the ids. ``kept``: other parameters that addresses keep. ``differ_first``: whether
    the prompts are in the order of their differences unless the address says otherwise.
    """

    models: tuple[int, ...]
    unread: tuple[str, ...]
    surplus: int
    words: str
    by_difference: bool
    of: ScorePath
    name: str = "models"
    kept: tuple[tuple[str, str], ...] = ()
    differ_first: bool = False

    def address(
        self, *, models: Iterable[int] | None = None, differ: bool | None = None, of: ScorePath | None = None
    ) -> str:
        """The query string of another comparison, without values that are the default."""
        ids = ",".join(map(str, self.models if models is None else models))
        by_difference = self.by_difference if differ is None else differ
        level = self.of if of is None else of
        order = "" if by_difference == self.differ_first else "differ" if by_difference else "suite"
        values = {
            self.name: ids,
            **dict(self.kept),
            "order": order,
            "of": level.slug if by_difference and not level.is_overall else "",
        }
        # A comma may stand in a query as it is, and addresses with it can be read.
        return "?" + urlencode({name: value for name, value in values.items() if value}, safe=",")


def parse(
    query: QueryDict,
    levels: Sequence[ScorePath],
    *,
    name: str = "models",
    kept: Mapping[str, str] | None = None,
    differ_first: bool = False,
) -> Asked:
    """Read the address. ``models=3,17`` and ``models=3&models=17`` mean the same; an unknown level is the overall.

    The keywords are those of ``Asked``.
    """
    parts = [part.strip() for value in query.getlist(name) for part in value.split(",")]
    parts = [part for part in parts if part]
    ids = list(dict.fromkeys(int(part) for part in parts if _ID.fullmatch(part)))
    by_slug = {path.slug: path for path in levels}
    return Asked(
        models=tuple(ids[:MOST_MODELS]),
        unread=tuple(part[:40] for part in parts if not _ID.fullmatch(part))[:_MAX_UNREAD],
        surplus=max(0, len(ids) - MOST_MODELS),
        words=query.get("find", "").replace("\0", "").strip()[:_MAX_WORDS],
        by_difference=query.get("order", "differ" if differ_first else "") == "differ",
        of=by_slug.get(query.get("of", ""), OVERALL),
        name=name,
        kept=tuple((kept or {}).items()),
        differ_first=differ_first,
    )
