"""Keyset paging: a page begins after a row, not at an offset, so rows added meanwhile do not shift later pages."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def rows_after(rows: QuerySet[Row], order: str, last: int | None, limit: int) -> tuple[list[Row], int | None]:
    """One page of a list.

    Args:
        order: a unique numeric field, with a leading "-" for descending order.
        last: the field's value in the last row of the previous page; None for the first page.

    Returns:
        The rows, and the value to continue after; None when there are no more rows.
    """
    field = order.removeprefix("-")
    if last is not None:
        rows = rows.filter(**{f"{field}__{'lt' if order.startswith('-') else 'gt'}": last})
    page = list(rows.order_by(order)[: limit + 1])
    has_more = len(page) > limit
    return page[:limit], getattr(page[limit - 1], field) if has_more else None
