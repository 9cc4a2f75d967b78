"""Alerts for operators: ongoing faults on our side, on the page of operations and in the log."""

from __future__ import annotations

import logging

from django.db.models import F

from leaderboard.models import Alert, AlertKind
from leaderboard.models.clock import Now

log = logging.getLogger(__name__)

LOGGED_EVERY = 20
"""An alert that is raised repeatedly is logged the first time and then every 20th time."""


def raise_alert(kind: AlertKind, cause: str, subject: str = "") -> None:
    """Record an ongoing fault; ``cause`` replaces the earlier one."""
    alert, new = Alert.objects.get_or_create(kind=kind, subject=subject[:300], defaults={"cause": cause})
    if not new:
        Alert.objects.filter(pk=alert.pk).update(cause=cause, seen_at=Now(), times=F("times") + 1)
    if new or alert.times % LOGGED_EVERY == 0:
        log.warning("%s %s: %s", kind, subject, cause)


def clear_alert(kind: AlertKind, subject: str = "") -> None:
    """Record that a fault is over."""
    if Alert.objects.filter(kind=kind, subject=subject[:300]).delete()[0]:
        log.warning("%s %s: the fault is over", kind, subject)
