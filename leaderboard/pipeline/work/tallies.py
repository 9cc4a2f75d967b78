"""Adds to the figures that monitoring reads, and counts expired leases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Max, Q

from leaderboard.models import (
    Board,
    DataExport,
    EndpointTrial,
    ExportState,
    GeneratedImage,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    Mail,
    Outcome,
    Sending,
    Submission,
    Tally,
    TallyName,
    WebhookDelivery,
    clock,
)
from leaderboard.models.work import PlannedWork

Amounts = Mapping[tuple[TallyName, str], float]
"""What to add, by name and label."""

_RUNS = Q(submission__outcome=Outcome.RUNNING)
LEASED: Mapping[str, tuple[type[PlannedWork], Q]] = {
    "submission": (Submission, Q(outcome=Outcome.RUNNING)),
    "picture": (GeneratedImage, _RUNS & Q(status=ImageStatus.PLANNED)),
    "judging": (JudgedImage, _RUNS & Q(status=JudgedImageStatus.PLANNED)),
    "trial": (EndpointTrial, Q(ended_at__isnull=True)),
    "webhook": (WebhookDelivery, Q(outcome=Sending.PENDING)),
    "mail": (Mail, Q(outcome=Sending.PENDING)),
    "export": (DataExport, Q(state=ExportState.PENDING)),
    "board": (Board, Q(publish_requested_at__isnull=False)),
}
"""The kinds of leased work, and their unfinished rows: leases of other rows expire harmlessly."""

_LONGEST_LABEL = 60


def add(amounts: Amounts, *, at: datetime | None = None) -> None:
    """Add to the tallies in one statement; ``at`` is noted as the time of the change (now, if None)."""
    if not amounts:
        return
    rows = sorted((name.value, label[:_LONGEST_LABEL], float(value)) for (name, label), value in amounts.items())
    names, labels, values = zip(*rows, strict=True)  # sorted, so that two processes lock the rows in the same order
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [at, list(names), list(labels), list(values)])


def count_lost_leases() -> int:
    """Count the leases that expired since the last call; returns how many."""
    now = clock.read()
    before = Tally.objects.filter(name=TallyName.LEASES_LOST).aggregate(at=Max("changed_at"))["at"] or now
    ran_out = Q(lease_token__isnull=False, lease_expires_at__gt=before, lease_expires_at__lte=now)
    lost = {kind: model._default_manager.filter(ran_out & open_).count() for kind, (model, open_) in LEASED.items()}
    add({(TallyName.LEASES_LOST, kind): float(count) for kind, count in lost.items()}, at=now)
    return sum(lost.values())


_ADD = f"""
    INSERT INTO {connection.ops.quote_name(Tally._meta.db_table)} AS tally (name, label, value, changed_at)
    SELECT added.name, added.label, added.value, coalesce(%s, statement_timestamp())
    FROM unnest(%s::text[], %s::text[], %s::float8[]) AS added (name, label, value)
    ON CONFLICT (name, label) DO UPDATE SET value = tally.value + excluded.value, changed_at = excluded.changed_at
"""  # noqa: S608  # the table's name is the model's own; all values are parameters
