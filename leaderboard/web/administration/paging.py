"""Counts only as many rows as a list shows: the tables of pictures and judgements have millions."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST_LISTED = 10_000


class ShortPaginator(Paginator[Any]):
    """Pages of the first rows of a query; ``count`` is at most MOST_LISTED."""

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows[:MOST_LISTED].count()
