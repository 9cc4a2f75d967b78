"""The state of the site: what needs an operator, in one list, and the tables of stages and stored files."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cachetools import TTLCache, cached
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.files.condition import storage_fault
from leaderboard.models import JudgeServer, Worker, clock
from leaderboard.observe.figures import parts
from leaderboard.observe.figures.work import work_by_stage
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.workers import SEEN_WITHIN
from leaderboard.queries.stuck import NEGLECTED_AFTER
from leaderboard.web.words import labels

_QUEUES = {
    "submission": queue.INTAKE,
    "generation": queue.GENERATION,
    "judging": queue.JUDGING,
    "scoring": queue.PIPELINE,
    "publishing": queue.PUBLISHING,
    "trial": queue.TRIALS,
    "webhook": queue.NOTIFYING,
    "mail": queue.NOTIFYING,
    "export": queue.INTAKE,
}
_WAITS_FOR_OTHERS = frozenset({"generation", "judging"})
"""Work of these stages may be due for long without a fault: endpoints are slow, and judges busy."""


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage: rows due and held, the age of the oldest due one in words, messages (None: Redis is away), workers."""

    label: labels.Text
    due: int
    held: int
    oldest: str
    messages: int | None
    workers: int
    neglected: bool


@dataclass(frozen=True, slots=True)
class StorageState:
    """``fault``: why no file is taken, or ""; ``free``: bytes, None for a bucket; ``sizes``: bytes by kind of file."""

    fault: str
    free: float | None
    sizes: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs an operator, and the section of the page with the details."""

    said: str
    anchor: str


def stage_lines(workers: Sequence[Worker]) -> list[StageLine]:
    """The stages in order, tests of endpoints, calls of webhooks, mails, and copies of people's data."""
    now, messages = clock.read(), queue.waiting_messages()
    live = [worker.name.partition("@")[0] for worker in workers if now - worker.seen_at < SEEN_WITHIN]
    names = {
        **labels.STAGES,
        "trial": _("Tests of endpoints"),
        "webhook": _("Calls of webhooks"),
        "mail": _("Mails"),
        "export": _("Copies of people's data"),
    }
    return [
        StageLine(
            label=names[stage],
            due=due,
            held=held,
            oldest=timesince(now - timedelta(seconds=age_s), now, depth=1) if age_s else "",
            messages=None if messages is None else messages[_QUEUES[stage]],
            workers=live.count(_QUEUES[stage]),
            neglected=not held and (age_s or 0) > NEGLECTED_AFTER.total_seconds() and stage not in _WAITS_FOR_OTHERS,
        )
        for stage, due, held, age_s in work_by_stage()
    ]


def storage_state() -> StorageState:
    """The storage as this process sees it; sizes are at most five minutes old."""
    free = next((free for (free,) in parts.free_bytes()), None)
    names = {"pictures": _("Pictures"), "evidence": _("Evidence"), "bundles": _("Bundles")}
    return StorageState(storage_fault(), free, [(names.get(kind, kind), size) for kind, size in _sizes()])


@cached(TTLCache(maxsize=1, ttl=300), lock=threading.Lock())
def _sizes() -> list[tuple[str, int]]:
    return parts.stored_sizes()


def needs(context: Mapping[str, Any]) -> list[Need]:
    """What needs an operator now, the worst first; empty if everything works."""
    servers = [line.server for line in context["servers"] if not line.is_gone]
    at_work = [server for server in servers if _is_at_work(server)]
    open_incidents = [incident for incident in context["incidents"] if incident.closed_at is None]
    late = [board for board in context["due_releases"] if board.is_late]
    counted = (
        (bool(context["storage"].fault), "storage", lambda _n: _("No files can be stored.")),
        (len(context["alerts"]), "alerts", _faults),
        (len(context["missing_programs"]), "missing-programs", _programs),
        (not at_work, "judges", lambda _n: _("No judge is at work.")),
        (len(servers) - len(at_work), "judges", _judges),
        (len(open_incidents), "incidents", _collapsed),
        (sum(line.neglected for line in context["stages"]), "stages", _neglected),
        (context["reports"].late, "reports", _reports),
        (len(context["stuck"]), "stuck", _waiting),
        (len(context["sweep_failures"]), "sweep-failures", _unswept),
        (len(late), "releases", _late),
        (sum(worker.clock_is_off for worker in context["workers"]), "workers", _clocks),
    )
    return [Need(said(int(count)), anchor) for count, anchor, said in counted if count]


def _is_at_work(server: JudgeServer) -> bool:
    return not (server.refusal or server.drift or server.breaker == "open")


def _faults(n: int) -> str:
    return ngettext("%(n)d fault on our side is ongoing.", "%(n)d faults on our side are ongoing.", n) % {"n": n}


def _programs(n: int) -> str:
    return ngettext("%(n)d program is missing.", "%(n)d programs are missing.", n) % {"n": n}


def _judges(n: int) -> str:
    return ngettext("%(n)d judge receives no work.", "%(n)d judges receive no work.", n) % {"n": n}


def _collapsed(n: int) -> str:
    return ngettext("%(n)d judge has collapsed.", "%(n)d judges have collapsed.", n) % {"n": n}


def _neglected(n: int) -> str:
    return ngettext("No worker takes the work of %(n)d stage.", "No worker takes the work of %(n)d stages.", n) % {
        "n": n
    }


def _reports(n: int) -> str:
    return ngettext("%(n)d visitor's report is overdue.", "%(n)d visitors' reports are overdue.", n) % {"n": n}


def _waiting(n: int) -> str:
    return ngettext("%(n)d submission is waiting.", "%(n)d submissions are waiting.", n) % {"n": n}


def _unswept(n: int) -> str:
    return ngettext("The sweeper has %(n)d failure.", "The sweeper has %(n)d failures.", n) % {"n": n}


def _late(n: int) -> str:
    return ngettext("%(n)d release is overdue.", "%(n)d releases are overdue.", n) % {"n": n}


def _clocks(n: int) -> str:
    return ngettext("%(n)d clock is wrong.", "%(n)d clocks are wrong.", n) % {"n": n}
