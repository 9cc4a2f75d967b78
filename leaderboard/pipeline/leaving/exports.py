"""Copies of a person's data: requested, made by a worker, kept for ``KEPT`` and then deleted."""

from __future__ import annotations

import logging
import random
import tempfile
import uuid
from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from leaderboard.domain.events import Event
from leaderboard.domain.retry import RetryPolicy
from leaderboard.files.leftovers import old_files
from leaderboard.files.site_storage import Freed
from leaderboard.files.store import store_file
from leaderboard.models import DataExport, ExportState, User, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.leaving import export_content
from leaderboard.pipeline.work import deleting, leases, outbox, queue

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=7)
"""How long the file can be downloaded."""

MOST_A_DAY: Final = 3
"""Exports of one account in 24 hours; those that failed do not count."""

_FOLDER = "exports"
_TIME_ALLOWED = timedelta(hours=6)
_FORGOTTEN_AFTER = timedelta(days=30)
_RETRIES = RetryPolicy(max_attempts=5, base_s=20.0, cap_s=1800.0)
_NOT_IN_TIME = "Our workers could not make this within 6 hours. This is a failure on our side: try again."


class ExportRefused(ValueError):
    """Nothing was planned; the message says why, and what to do."""


class NotOfOneTeam(ValueError):
    """The token is limited to one team, and the data is of all of them."""


@transaction.atomic
def request(user: User) -> DataExport:
    """Plan a copy of the person's data.

    Raises:
        NotOfOneTeam: if a token of one team acts.
        ExportRefused: if one is being made, or enough were made today.
    """
    if user.only_team is not None:
        raise NotOfOneTeam(_("this token is limited to one team; use one for all that you belong to"))
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # simultaneous requests are counted one after the other
    own = DataExport.objects.filter(user=user)
    if own.filter(state=ExportState.PENDING).exists():
        raise ExportRefused(_("a copy of your data is being made; wait until it is ready"))
    recent = own.filter(created_at__gt=Now() - timedelta(days=1)).exclude(state=ExportState.FAILED)
    if recent.count() >= MOST_A_DAY:
        raise ExportRefused(
            _("%(count)d copies of your data were made in the last 24 hours; download one of them, or try again later")
            % {"count": MOST_A_DAY}
        )
    now = clock.read()
    export = DataExport.objects.create(user=user, due_at=now, queued_at=now, deadline_at=now + _TIME_ALLOWED)
    queue.enqueue_on_commit(queue.EXPORT_DATA, [export.pk])
    return export


def of(user: User) -> QuerySet[DataExport]:
    """The person's exports, the newest first; none while a token of one team acts."""
    rows = DataExport.objects.filter(user=user).order_by("-pk")
    return rows if user.only_team is None else rows.none()


def downloadable(user: User, export_id: int) -> DataExport | None:
    """An export of the person's own that has a file and has not expired."""
    return of(user).filter(pk=export_id, state=ExportState.READY, expires_at__gt=Now()).first()


def has_file(export: DataExport) -> bool:
    """Whether it is ready and has not expired."""
    is_ready = export.state == ExportState.READY and export.expires_at is not None
    return is_ready and clock.read() < (export.expires_at or export.created_at)


def claim(export_id: int) -> tuple[DataExport, uuid.UUID] | None:
    """Claim an export that is due; None when there is nothing to make or another worker makes it."""
    pending = DataExport.objects.filter(pk=export_id, state=ExportState.PENDING, deadline_at__gt=Now())
    token = leases.claim(pending.filter(user__is_active=True))
    return (DataExport.objects.select_related("user").get(pk=export_id), token) if token else None


def make(export: DataExport) -> tuple[str, int]:
    """Write the file and store it; returns its name in the storage and its size in bytes.

    Raises:
        OSError: if it cannot be written or stored.
    """
    name = f"{_FOLDER}/{uuid.uuid4().hex}.zip"
    with tempfile.TemporaryFile() as file:
        export_content.write(export.user, file)
        size = file.tell()
        store_file(name, file)
    return name, size


@transaction.atomic
def record_ready(export_id: int, token: uuid.UUID, name: str, size: int) -> None:
    """Record the file and mail the person; if the claim was lost, the file is deleted."""
    expires_at = clock.read() + KEPT
    recorded = _held(export_id, token).update(
        state=ExportState.READY,
        cause="",
        name=name,
        byte_size=size,
        ended_at=Now(),
        expires_at=expires_at,
        deadline_at=None,
        **leases.NO_LEASE,
    )
    if not recorded:
        transaction.on_commit(partial(deleting.delete_file, name), robust=True)
        return
    user_id = DataExport.objects.values_list("user", flat=True).get(pk=export_id)
    outbox.plan_mails([user_id], Event.EXPORT_READY, {"export": export_id, "time": expires_at.isoformat()})


def record_failure(export_id: int, token: uuid.UUID, cause: str) -> None:
    """Record a failed attempt: it is repeated, unless that was the last one."""
    export = _held(export_id, token).first()
    if export is None or export.deadline_at is None:
        return
    if export.attempt >= _RETRIES.max_attempts:
        _fail(_held(export_id, token), cause)
        return
    delay_s = _RETRIES.delay_s(export.attempt, jitter=random.uniform(0.5, 0.999))  # noqa: S311  # spreads retries, no secret
    due_at = Least(Now() + timedelta(seconds=delay_s), Value(export.deadline_at))
    _held(export_id, token).update(cause=cause, due_at=due_at, queued_at=None, **leases.NO_LEASE)


def overdue() -> QuerySet[DataExport]:
    """Exports whose time is over."""
    return DataExport.objects.filter(state=ExportState.PENDING, deadline_at__lte=Now())


def end_overdue(export_ids: list[int]) -> int:
    """End exports whose time is over; returns how many."""
    _fail(overdue().filter(pk__in=export_ids), _NOT_IN_TIME)
    return len(export_ids)


def delete_expired(*, dry_run: bool = False) -> Freed:
    """Delete the files whose time is over, and the rows of those that ended long ago."""
    expired = DataExport.objects.filter(state=ExportState.READY, expires_at__lte=Now())
    freed = Freed()
    for export in list(expired):
        freed += Freed(1, export.byte_size or 0)
        if not dry_run:
            with transaction.atomic():
                expired.filter(pk=export.pk).update(state=ExportState.DELETED, name="")
                transaction.on_commit(partial(deleting.delete_file, export.name), robust=True)
    if not dry_run:
        ended = DataExport.objects.filter(state__in=[ExportState.FAILED, ExportState.DELETED])
        ended.filter(ended_at__lt=Now() - _FORGOTTEN_AFTER).delete()
    return freed


def delete_unused(*, dry_run: bool = False) -> Freed:
    """Delete day-old files without a row: of workers that died, or whose deletion failed."""
    old = {entry.name: entry for entry in old_files(_FOLDER)}
    used = set(DataExport.objects.filter(name__in=old).values_list("name", flat=True))
    freed = Freed()
    for name in old.keys() - used:
        if dry_run or deleting.delete_file(name):
            freed += Freed(1, old[name].size)
    return freed


def _held(export_id: int, token: uuid.UUID) -> QuerySet[DataExport]:
    return DataExport.objects.filter(pk=export_id, lease_token=token, state=ExportState.PENDING)


def _fail(rows: QuerySet[DataExport], cause: str) -> None:
    rows.update(state=ExportState.FAILED, cause=cause, ended_at=Now(), deadline_at=None, **leases.NO_LEASE)
