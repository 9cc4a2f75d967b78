"""Paginated lists: each page has a signed cursor, which only this site can make, for the next page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic

from django.core.signing import BadSignature, Signer
from ninja import Query

from leaderboard.queries.paging import Row, rows_after

if TYPE_CHECKING:
    from django.db.models import QuerySet

Cursor = Annotated[str, Query(max_length=500, description="Where to begin: `next` of the previous page.")]
Limit = Annotated[int, Query(ge=1, le=500, description="The largest number of items to return.")]


class BadCursor(Exception):
    """This cursor was not made for this list."""


@dataclass(frozen=True, slots=True)
class PageOf(Generic[Row]):
    """Some rows of a list; ``next`` is the cursor of the next page, None at the end."""

    rows: list[Row]
    next: str | None

    def out(self, items: list[Any]) -> dict[str, Any]:
        """The reply for a page: ``items`` and the cursor of the next page, if any."""
        return {"items": items, "next": self.next}


def page_of(rows: QuerySet[Row], order: str, cursor: str, limit: int, *, of: str) -> PageOf[Row]:
    """The page that a cursor names; the first page if it is "".

    Args:
        order: a unique numeric field, with a leading "-" for descending order.
        of: names the list; a cursor of another list is refused.

    Raises:
        BadCursor: if the cursor was not made for this list.
    """
    page, last = rows_after(rows, order, _read(cursor, of) if cursor else None, limit)
    return PageOf(page, None if last is None else _written(last, of))


def _written(value: int, of: str) -> str:
    # No timestamp, unlike signing.dumps: the same page has the same bytes, and so the same ETag.
    return Signer(salt=f"cursor of {of}").sign_object(value)


def _read(cursor: str, of: str) -> int:
    try:
        return int(Signer(salt=f"cursor of {of}").unsign_object(cursor))
    except (BadSignature, ValueError) as error:
        raise BadCursor from error
