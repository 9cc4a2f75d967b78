"""What a worker process counts for monitoring, in memory until its next report.

What was counted since the last report is lost when the process is killed: these figures say how things are going, and
nothing depends on them.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping

from leaderboard.models import TallyName
from leaderboard.pipeline.work import tallies

_lock = threading.Lock()
_counts: defaultdict[tuple[TallyName, str], float] = defaultdict(float)
_calls_in_flight: list[Callable[[], Mapping[str, int]]] = []


def count(name: TallyName, label: str, amount: float = 1) -> None:
    """Count something that has happened."""
    with _lock:
        _counts[name, label] += amount


def hand_in() -> None:
    """Add what was counted to the tallies in the database; if that fails, it is added the next time.

    Raises:
        django.db.Error
    """
    with _lock:
        taken = dict(_counts)
        _counts.clear()
    try:
        tallies.add(taken)
    except BaseException:
        for (name, label), amount in taken.items():
            count(name, label, amount)
        raise


def tell_calls_in_flight(ask: Callable[[], Mapping[str, int]]) -> None:
    """Have the calls in flight, by the judge's name, reported with the process."""
    _calls_in_flight.append(ask)


def calls_in_flight() -> dict[str, int]:
    """The calls in flight of this process, by the judge's name."""
    return {name: calls for ask in _calls_in_flight for name, calls in ask().items()}
