"""Figures of the work: what is due and held, and what the sweeper and the workers have counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import Metric

from leaderboard.models import Outcome, Tally, TallyName
from leaderboard.observe.figures.families import counter, gauge, histogram, summary
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.stage_times import BOUNDS_S

_STAGES = ("submission", "generation", "judging", "scoring", "publishing")

_COLUMNS = """
    count(*) FILTER (WHERE work.due_at <= now() AND (work.lease_expires_at IS NULL OR work.lease_expires_at <= now())),
    count(*) FILTER (WHERE work.lease_expires_at > now()),
    extract(epoch FROM now() - min(work.due_at) FILTER (
        WHERE work.due_at <= now() AND (work.lease_expires_at IS NULL OR work.lease_expires_at <= now())))
"""
_OF_RUNNING = """
    JOIN leaderboard_submission AS s
    ON s.id = work.submission_id AND s.outcome = 'running' AND s.stage <> 'submission'
"""
"""What waits for its admission is not due."""
_UNCHECKED = "work.outcome = 'running' AND work.stage = 'submission' AND work.waiting_since IS NULL"
_WORK = " UNION ALL ".join(
    f"SELECT {stage}, {_COLUMNS} FROM {rows}"  # noqa: S608  # constants of this module
    for stage, rows in (
        ("'submission'", "leaderboard_submission AS work WHERE " + _UNCHECKED),
        ("'generation'", f"leaderboard_generatedimage AS work {_OF_RUNNING} WHERE work.status = 'planned'"),
        ("'judging'", f"leaderboard_judgedimage AS work {_OF_RUNNING} WHERE work.status = 'planned'"),
        ("'scoring'", "leaderboard_submission AS work WHERE work.outcome = 'running' AND work.stage = 'scoring'"),
        ("'publishing'", "leaderboard_board AS work WHERE work.publish_requested_at IS NOT NULL"),
        ("'trial'", "leaderboard_endpointtrial AS work WHERE work.ended_at IS NULL"),
        ("'webhook'", "leaderboard_webhookdelivery AS work WHERE work.outcome = 'pending'"),
        ("'mail'", "leaderboard_mail AS work WHERE work.outcome = 'pending'"),
        ("'export'", "leaderboard_dataexport AS work WHERE work.state = 'pending'"),
    )
)
"""One statement. The partial indexes on planned and running rows bound what it reads by what is still to be done."""
_WAITING = """
    SELECT profile.key || ' ' || profile.version, count(waiting.id), coalesce(sum(waiting.judge_calls), 0),
        coalesce(extract(epoch FROM now() - min(waiting.waiting_since)), 0)
    FROM leaderboard_admission AS admission
    JOIN leaderboard_judgeprofile AS profile ON profile.id = admission.judge_profile_id
    LEFT JOIN leaderboard_submission AS waiting
        ON waiting.judge_profile_id = profile.id AND waiting.outcome = 'running' AND waiting.stage = 'submission'
        AND waiting.waiting_since IS NOT NULL
    GROUP BY 1 ORDER BY 1
"""


def work_by_stage() -> list[tuple[str, int, int, float | None]]:
    """For each stage, "trial", "webhook", "mail" and "export": rows that are due and not held, rows that are held, and
    the age of the oldest of the first in seconds, None without one."""
    with connection.cursor() as cursor:
        cursor.execute(_WORK)
        rows = cursor.fetchall()
    return [(stage, due, held, None if age is None else float(age)) for stage, due, held, age in rows]


def planned_work() -> Iterator[Metric]:
    """What is due and what workers hold, by stage; "trial" are tests of endpoints, "webhook" calls of webhooks, "mail"
    mails about events, "export" copies of people's data."""
    rows = work_by_stage()
    yield gauge(
        "work_due",
        "Rows of planned work that are due and that no worker holds.",
        ["stage"],
        [(stage, due) for stage, due, _, _ in rows],
    )
    yield gauge(
        "leases_held",
        "Rows of planned work that a worker holds a lease on.",
        ["stage"],
        [(stage, held) for stage, _, held, _ in rows],
    )
    yield gauge(
        "oldest_due_work_seconds",
        "Age of the oldest row of work that is due and not held; 0 without such a row.",
        ["stage"],
        [(stage, age or 0) for stage, _, _, age in rows],
    )


def submissions() -> Iterator[Metric]:
    """How many submissions are running, by stage, and how many have ended, by outcome."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, stage, count(*) FROM leaderboard_submission GROUP BY 1, 2")
        rows = cursor.fetchall()
    running = dict.fromkeys(("submission", "generation", "judging", "scoring"), 0)
    ended = dict.fromkeys((outcome.value for outcome in Outcome if outcome is not Outcome.RUNNING), 0)
    for outcome, stage, count in rows:
        counts, key = (running, stage) if outcome == Outcome.RUNNING else (ended, outcome)
        counts[key] += count
    yield gauge("submissions_running", "Submissions that have not ended.", ["stage"], running.items())
    yield gauge("submissions_ended", "Submissions that have ended.", ["outcome"], ended.items())


def waiting() -> Iterator[Metric]:
    """The submissions that wait for their admission, by the judge profile that they wait for."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        rows = cursor.fetchall()
    yield gauge(
        "submissions_waiting",
        "Submissions that wait for their admission.",
        ["profile"],
        [(profile, count) for profile, count, _, _ in rows],
    )
    yield gauge(
        "judge_calls_waiting",
        "Judge calls of the submissions that wait for their admission.",
        ["profile"],
        [(profile, calls) for profile, _, calls, _ in rows],
    )
    yield gauge(
        "oldest_wait_seconds",
        "For how long the first of them has waited; 0 if none waits.",
        ["profile"],
        [(profile, age) for profile, _, _, age in rows],
    )


def tallies() -> Iterator[Metric]:
    """What workers and the sweeper have counted (leaderboard/models/operations.py)."""
    values: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    last_backups: list[tuple[float]] = []
    for tally in Tally.objects.order_by("name", "label"):
        values[tally.name].append((tally.label, tally.value))
        if tally.name == TallyName.BACKUPS:
            last_backups.append((tally.changed_at.timestamp(),))
    yield gauge(
        "last_backup_timestamp_seconds",
        "When the last backup was completed, as seconds since 1970; absent if there was none.",
        [],
        last_backups,
    )
    yield counter(
        "leases_lost",
        "Leases that ran out before their work was done: the worker died, or stood still.",
        ["kind"],
        values[TallyName.LEASES_LOST],
    )
    yield counter("sweep_actions", "Rows that the sweeper acted on.", ["step"], values[TallyName.SWEEP_ACTIONS])
    yield counter(
        "moderation_actions",
        "What operators did that public pages show.",
        ["action"],
        values[TallyName.MODERATIONS],
    )
    yield summary(
        "sweep_duration_seconds",
        "Sweeps and the time that they took.",
        count=sum(value for _, value in values[TallyName.SWEEPS]),
        total=sum(value for _, value in values[TallyName.SWEEP_SECONDS]),
    )
    yield histogram(
        "stage_seconds",
        "Time that submissions took in a stage; publishing: from the request to the release.",
        "stage",
        _stage_rows(values[TallyName.STAGES_ENDED], dict(values[TallyName.STAGE_SECONDS])),
        BOUNDS_S,
    )
    for who, calls, seconds in (
        ("judge", TallyName.JUDGE_CALLS, TallyName.JUDGE_SECONDS),
        ("endpoint", TallyName.ENDPOINT_CALLS, TallyName.ENDPOINT_SECONDS),
    ):
        yield counter(f"{who}_calls", f"Calls to {who}s that have ended.", ["outcome"], values[calls])
        yield counter(
            f"{who}_call_seconds", f"Time that calls to {who}s took until their reply.", ["outcome"], values[seconds]
        )


def _stage_rows(ended: list[tuple[str, float]], seconds: dict[str, float]) -> list[tuple[str, list[float], float]]:
    counts = {stage: [0.0] * (len(BOUNDS_S) + 1) for stage in _STAGES}
    for label, value in ended:
        stage, _, bucket = label.partition(" ")
        counts[stage][int(bucket)] += value
    return [(stage, counts[stage], seconds.get(stage, 0.0)) for stage in _STAGES]


def messages() -> Iterator[Metric]:
    """Messages in Redis; none of these while it does not answer."""
    waiting = queue.waiting_messages()
    yield gauge("redis_up", "Whether Redis answers.", [], [(float(waiting is not None),)])
    yield gauge(
        "queue_messages",
        "Messages that wait in Redis for a worker. They are hints; salon_work_due has the work itself.",
        ["queue"],
        (waiting or {}).items(),
    )
