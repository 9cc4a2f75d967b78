"""Long lists in pages: each answer says where the next begins, as a text that only this site can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model, QuerySet
from ninja import Query

Row = TypeVar("Row", bound=Model)

Cursor = Annotated[str, Query(max_length=500, description="Where to begin: `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many items to give at most.")]


class BadCursor(Exception):
    """The cursor is none that this list gave."""


@dataclass(frozen=True, slots=True)
class PageOf(Generic[Row]):
    """Some rows of a list; ``next`` is None at its end."""

    rows: list[Row]
    next: str | None

    def out(self, items: list[Any]) -> dict[str, Any]:
        """As all lists in pages are given."""
        return {"items": items, "next": self.next}


def page_of(rows: QuerySet[Row], order: str, cursor: str, limit: int, *, of: str) -> PageOf[Row]:
    """The rows behind the cursor.

    Args:
        order: a unique field with numbers, with "-" for the largest first. A page begins behind a row and not at a
            number of rows, so that what is added meanwhile moves nothing.
        of: which list this is; cursors of other lists are refused.

    Raises:
        BadCursor: when the cursor was not made for this list.
    """
    field = order.removeprefix("-")
    if cursor:
        rows = rows.filter(**{f"{field}__{'lt' if order.startswith('-') else 'gt'}": _read(cursor, of)})
    found = list(rows.order_by(order)[: limit + 1])
    following = _written(getattr(found[limit - 1], field), of) if len(found) > limit else None
    return PageOf(found[:limit], following)


def _written(value: int, of: str) -> str:
    # Without a time, unlike signing.dumps: the same page has the same bytes, and so the same ETag.
    return Signer(salt=f"cursor of {of}").sign_object(value)


def _read(cursor: str, of: str) -> int:
    try:
        return int(Signer(salt=f"cursor of {of}").unsign_object(cursor))
    except (BadSignature, ValueError) as error:
        raise BadCursor from error
