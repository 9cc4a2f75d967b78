"""Figures of what the site consists of: workers, judges, boards, the storage, and what is wrong with them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import connection
from prometheus_client.core import Metric

from leaderboard.domain.judging.announcement import STALE_AFTER_S, JudgeState
from leaderboard.domain.judging.breaker import BreakerState
from leaderboard.files import condition
from leaderboard.models import AlertKind
from leaderboard.observe.figures.families import gauge
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.workers import BEAT, WEB

SILENT = "silent"
"""In place of the state of a judge that has not announced itself lately."""


def workers() -> Iterator[Metric]:
    """The processes that have reported themselves within a minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, clock_ahead_s FROM leaderboard_worker"
            " WHERE seen_at > now() - interval '1 minute' ORDER BY name"
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT name, calls.key, calls.value::int FROM leaderboard_worker, jsonb_each_text(judge_calls) AS calls"
            " WHERE seen_at > now() - interval '1 minute' ORDER BY 1, 2"
        )
        calls = cursor.fetchall()
    seen = dict.fromkeys(sorted({*queue.QUEUES.values(), WEB, BEAT}), 0)
    for name, _ in rows:
        queue_name = name.partition("@")[0]
        seen[queue_name] = seen.get(queue_name, 0) + 1
    yield gauge(
        "workers",
        "Worker processes, web servers and beat that have reported themselves within a minute.",
        ["queue"],
        seen.items(),
    )
    yield gauge(
        "worker_clock_offset_seconds",
        "By how much a worker's clock is ahead of the database's.",
        ["worker"],
        [(name, ahead_s) for name, ahead_s in rows],
    )
    yield gauge("judge_slots_used", "Calls in flight.", ["worker", "judge"], calls)


def judges() -> Iterator[Metric]:
    """The judge servers in the workers' lists, by the profile that they serve."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.name, p.key || ' ' || p.version, j.breaker, j.refusal <> '' OR j.drift <> ''"
            " FROM leaderboard_judgeserver j JOIN leaderboard_judgeprofile p ON p.id = j.judge_profile_id"
            " WHERE j.seen_at > now() - interval '5 minutes' AND j.left_at IS NULL ORDER BY 1, 2"
        )
        rows = cursor.fetchall()
    yield gauge(
        "judge_breaker_state",
        "1 for the state that the judge's circuit breaker is in: closed (it gets work), open, or half_open.",
        ["judge", "profile", "state"],
        [(*row[:2], state.value, float(row[2] == state)) for row in rows for state in BreakerState],
    )
    yield gauge(
        "judge_refused",
        "Whether a judge gets no work because it differs from its profile or its scores have drifted.",
        ["judge", "profile"],
        [(name, profile, float(is_refused)) for name, profile, _, is_refused in rows],
    )


def announced_judges() -> Iterator[Metric]:
    """The judges that GPU nodes have announced and not withdrawn."""
    states = [*(state.value for state in JudgeState), SILENT]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address, profile, CASE WHEN seen_at > now() - make_interval(secs => %s) THEN state ELSE %s END"
            " FROM leaderboard_announcedjudge ORDER BY 1",
            [STALE_AFTER_S, SILENT],
        )
        rows = cursor.fetchall()
    yield gauge(
        "judge_announced",
        "1 for the state of a judge that a GPU node has announced; silent: it announces itself no longer.",
        ["judge", "profile", "state"],
        [(*row[:2], state, float(row[2] == state)) for row in rows for state in states],
    )


def boards() -> Iterator[Metric]:
    """The age of each board's newest release, and for how long the next one has been late."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.slug, extract(epoch FROM now() - newest.published_at),"
            " CASE WHEN b.publish_requested_at IS NULL THEN 0"
            " ELSE greatest(0, extract(epoch FROM now() - b.deadline_at)) END"
            " FROM leaderboard_board b LEFT JOIN LATERAL (SELECT published_at FROM leaderboard_release r"
            " WHERE r.board_id = b.id ORDER BY number DESC LIMIT 1) newest ON true ORDER BY 1"
        )
        rows = cursor.fetchall()
    yield gauge(
        "release_age_seconds",
        "Time since the board's newest release.",
        ["board"],
        [(slug, age) for slug, age, _ in rows],
    )
    yield gauge(
        "release_overdue_seconds",
        "For how long a release that was requested is late; 0 if none is.",
        ["board"],
        [(slug, late) for slug, _, late in rows],
    )


def faults() -> Iterator[Metric]:
    """What operators have to look at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*) FROM leaderboard_alert GROUP BY 1")
        alerts = dict.fromkeys((kind.value for kind in AlertKind), 0) | dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM leaderboard_sweepfailure")
        failures = cursor.fetchone()[0]
    yield gauge("alerts", "Alerts that are open, as /operations/ shows them.", ["kind"], alerts.items())
    yield gauge("sweep_failures", "Rows and steps that the sweeper could not act on.", [], [(failures,)])


def storage() -> Iterator[Metric]:
    """Whether files can be stored; the free space of a folder."""
    yield gauge("storage_fault", "Whether files cannot be stored.", [], [(float(bool(condition.storage_fault())),)])
    yield gauge(
        "storage_free_bytes", "Free space where files are stored; nothing for an object store.", [], free_bytes()
    )


def stored_sizes() -> list[tuple[str, int]]:
    """The size of stored files in bytes, by kind. It reads whole tables, so it is asked for rarely."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'pictures', coalesce(sum(byte_size), 0) FROM leaderboard_storedimage"
            " UNION ALL SELECT 'evidence', coalesce(sum(byte_size), 0) FROM leaderboard_evidence"
            " UNION ALL SELECT 'bundles', coalesce(sum(byte_size), 0) FROM leaderboard_bundlerun WHERE file <> ''"
        )
        return [(kind, int(size)) for kind, size in cursor.fetchall()]


def stored_bytes() -> Iterator[Metric]:
    """The size of stored files; see ``stored_sizes``."""
    yield gauge(
        "stored_bytes",
        "Size of the stored files, without the pages' smaller copies of pictures.",
        ["kind"],
        stored_sizes(),
    )


def free_bytes() -> list[tuple[float]]:
    """Free space where files are stored; nothing for an object store."""
    try:
        return [(float(shutil.disk_usage(default_storage.path("")).free),)]
    except (NotImplementedError, OSError):  # an object store has no path; a folder's disk may be away
        return []
