"""Acts on many rows at once, so that a failing row delays no other: it is named, postponed and retried."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import ExpressionWrapper, Q
from django.db.models.fields import BooleanField

from leaderboard.domain.retry import RetryPolicy
from leaderboard.models import SweepFailure
from leaderboard.models.clock import Now

log = logging.getLogger(__name__)

RETRIES = RetryPolicy(max_attempts=1, base_s=4.0, cap_s=45.0)
"""The waits after failures: below a minute, so that recovered work continues within a minute."""

Key = TypeVar("Key", int, str)


class Isolation:
    """The postponed part of the sweeper's work; runs the rest. For one sweep."""

    def __init__(self) -> None:
        waits = ExpressionWrapper(Q(due_at__gt=Now()), output_field=BooleanField())
        rows = SweepFailure.objects.values_list("step", "row", "attempt", waits)
        failures = [((step, row), attempt, waiting) for step, row, attempt, waiting in rows]
        self._attempts = {place: attempt for place, attempt, _ in failures}
        self._waiting = {place for place, _, waiting in failures if waiting}
        self._done: set[str] = set()
        self.failed = 0

    def run(self, step: str, act: Callable[[], int], *, lock: int) -> int | None:
        """Run one step in a transaction of its own, which holds an advisory lock; returns what it returns.

        None when the step failed, is postponed, or another process has the lock.

        Raises:
            django.db.Error: when the connection is lost.
        """
        if (step, "") in self._waiting:
            return None
        try:
            with transaction.atomic():
                if not _locked(lock):
                    return None
                count = act()
        except Exception as error:  # noqa: BLE001  # any failure is shown to people, and the other steps run
            self._postpone(step, "", error)
            return None
        self._done.add(step)
        return count

    def open_rows(self, step: str, noun: str, keys: Iterable[Key]) -> list[Key]:
        """The rows that are not postponed."""
        return [key for key in keys if (step, f"{noun} {key}") not in self._waiting]

    def act_on(self, step: str, noun: str, keys: Sequence[Key], act: Callable[[list[Key]], int]) -> int:
        """Act on all rows that are not postponed; returns the sum of what ``act`` returns.

        ``act`` gets all rows at once. If that fails, it gets each half of them, and so on down to the single rows
        that fail, which are postponed.
        """
        rows = self.open_rows(step, noun, keys)
        if not rows:
            return 0
        try:
            with transaction.atomic():
                return act(rows)
        except Exception as error:  # noqa: BLE001  # any failure is shown to people, and the other rows are processed
            if len(rows) == 1:
                self._postpone(step, f"{noun} {rows[0]}", error)
                return 0
            _raise_if_disconnected(error)
            half = len(rows) // 2
            return sum(self.act_on(step, noun, part, act) for part in (rows[:half], rows[half:]))

    def forget_recovered(self) -> None:
        """Delete the failures that were due for a retry and did not fail again."""
        recovered = [place for place in self._attempts.keys() - self._waiting if place[0] in self._done]
        if recovered:
            SweepFailure.objects.filter(_any_of(recovered)).delete()

    def _postpone(self, step: str, row: str, error: Exception) -> None:
        _raise_if_disconnected(error)
        attempt = self._attempts.get((step, row), 0) + 1
        delay_s = RETRIES.delay_s(attempt, jitter=random.random())  # noqa: S311  # spreads load, guards nothing
        cause = f"{type(error).__name__}: {error}".replace("\x00", "").strip()
        log.warning(
            "sweep: the step %r failed for %s, attempt %d, the next follows in %.0f s: %s",
            *(step, row or "all rows", attempt, delay_s, cause),
        )
        SweepFailure.objects.update_or_create(
            step=step,
            row=row,
            defaults={
                "cause": cause,
                "attempt": attempt,
                "failed_at": Now(),
                "due_at": Now() + timedelta(seconds=delay_s),
            },
        )
        self._attempts[step, row] = attempt
        self._waiting.add((step, row))
        self.failed += 1


def _locked(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def _raise_if_disconnected(error: Exception) -> None:
    """Without a connection nothing else can be tried or recorded."""
    if not connection.is_usable():
        raise error


def _any_of(places: Collection[tuple[str, str]]) -> Q:
    condition = Q()
    for step, row in places:
        condition |= Q(step=step, row=row)
    return condition
