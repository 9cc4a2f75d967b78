"""All rows with sealed columns: which of them KEY_SECRET opens; seals them again after it was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeAlias, TypeVar

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from leaderboard.models import EndpointRun, EndpointTrial, Webhook
from leaderboard.pipeline.submission import factor_secrets
from leaderboard.pipeline.submission.keys import KeyUnreadable, sealed_again

_BATCH = 200

SealedRow: TypeAlias = EndpointRun | EndpointTrial | Webhook | Authenticator
Row = TypeVar("Row", EndpointRun, EndpointTrial, Webhook, Authenticator)

_OF_ENDPOINTS = ("sealed_key", "sealed_configuration")
_COLUMNS: Mapping[type[SealedRow], tuple[str, ...]] = {
    EndpointRun: _OF_ENDPOINTS,
    EndpointTrial: _OF_ENDPOINTS,
    Webhook: ("sealed",),
    Authenticator: ("data",),
}


@dataclass
class Rotation:
    """What was found: rows whose secrets KEY_SECRET opens, those sealed again, and the names of those nothing opens."""

    current: int
    sealed_again: int
    unreadable: list[str]


def rotate(*, dry: bool = False) -> Rotation:
    """Seal with KEY_SECRET what was sealed with a former one. Safe to repeat, and beside a working site.

    Args:
        dry: only count; nothing is changed.
    """
    rotation = Rotation(0, 0, [])
    for row in _sealed_rows():
        try:
            changes = _changes(row)
        except KeyUnreadable:
            rotation.unreadable.append(_name(row))
            continue
        if not changes:
            rotation.current += 1
        elif dry or _update(row, changes):
            rotation.sealed_again += 1
    return rotation


def unreadable() -> list[str]:
    """The names of rows that neither KEY_SECRET nor a former one opens."""
    return rotate(dry=True).unreadable


def _sealed_rows() -> Iterator[SealedRow]:
    yield from _in_batches(EndpointRun.objects.all())
    yield from _in_batches(EndpointTrial.objects.all())
    yield from _in_batches(Webhook.objects.all())
    yield from _in_batches(Authenticator.objects.all())


def _in_batches(rows: QuerySet[Row]) -> Iterator[Row]:
    sealed = reduce(or_, (Q(**{f"{column}__isnull": False}) for column in _COLUMNS[rows.model]))
    last = 0
    while batch := list(rows.filter(sealed, pk__gt=last).order_by("pk")[:_BATCH]):
        last = batch[-1].pk
        yield from batch


def _name(row: SealedRow) -> str:
    return f"second factor of account {row.user_id}" if isinstance(row, Authenticator) else str(row)


def _changes(row: SealedRow) -> dict[str, Any]:
    """The columns that must be sealed again, with their new values."""
    if isinstance(row, Authenticator):
        data = factor_secrets.sealed_again(row.data)
        return {} if data is None else {"data": data}
    changes: dict[str, Any] = {}
    for column in _COLUMNS[type(row)]:
        value = getattr(row, column)
        again = None if value is None else sealed_again(value)
        if again is not None:
            changes[column] = again
    return changes


def _update(row: SealedRow, changes: dict[str, Any]) -> bool:
    """Update a row if it still has the values that were read; a run that ended meanwhile has deleted them."""
    read = {column: getattr(row, column) for column in changes}
    unchanged = {column: value if isinstance(value, dict) else bytes(value) for column, value in read.items()}
    return bool(type(row)._default_manager.filter(pk=row.pk, **unchanged).update(**changes))
