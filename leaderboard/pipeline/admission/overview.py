"""The queue for operators: who waits, what is admitted, and when the queue will be empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Count, F, Min, Sum, When

from leaderboard.domain.admission.pace import seconds_for
from leaderboard.models import Admission, JudgeProfile, Submission
from leaderboard.pipeline.admission.running import running_runs
from leaderboard.pipeline.admission.state import WAITING, pace
from leaderboard.pipeline.work.capacity import judges_at_work

_AUTHORS_SHOWN = 20
_TEAM_NAME = Case(
    When(generator__team__personal_of__isnull=False, then=F("generator__team__personal_of__email")),
    default=F("generator__team__name"),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class WaitingAuthor:
    """A team whose submissions wait; ``name``: its name, or the email address of its one person."""

    name: str
    submissions: int
    calls: int
    since: datetime


@dataclass(frozen=True, slots=True)
class ProfileQueue:
    """The submissions of one judge profile that are not judged yet.

    ``empty_in_s``: seconds until all of them are judged; None while no judge is at work. ``authors``: those whose
    submissions wait, in the order of their turns.
    """

    profile: JudgeProfile
    judges: int
    calls_an_hour: float
    is_measured: bool
    admitted: int
    admitted_calls: int
    waiting: int
    waiting_calls: int
    empty_in_s: float | None
    authors: tuple[WaitingAuthor, ...]


def queues() -> list[ProfileQueue]:
    """The queues of all judge profiles with submissions, newest profile first."""
    states = Admission.objects.select_related("judge_profile").defer("judge_profile__files").order_by("-pk")
    return [queue for queue in map(_queue, states) if queue.admitted or queue.waiting or queue.judges]


def _queue(state: Admission) -> ProfileQueue:
    runs = [owned.run for owned in running_runs(state.pk)]
    waiting = Submission.objects.filter(WAITING, judge_profile=state.pk).order_by()
    total = waiting.aggregate(submissions=Count("pk"), calls=Sum("judge_calls", default=0))
    judges = judges_at_work(state.pk)
    an_hour = pace(state) * judges
    ready = sum(run.ready * run.calls_per_picture for run in runs) + total["calls"]
    return ProfileQueue(
        profile=state.judge_profile,
        judges=judges,
        calls_an_hour=an_hour,
        is_measured=state.calls_an_hour is not None,
        admitted=len(runs),
        admitted_calls=round(sum(run.calls_left for run in runs)),
        waiting=total["submissions"],
        waiting_calls=total["calls"],
        empty_in_s=seconds_for(ready, [run.still_to_deliver for run in runs], calls_an_hour=an_hour),
        authors=tuple(
            WaitingAuthor(*row)
            for row in waiting.annotate(team_name=_TEAM_NAME)
            .values_list("generator__team", "team_name")
            .annotate(Count("pk"), Sum("judge_calls", default=0), Min("waiting_since"), first=Min("share_end"))
            .order_by("first")
            .values_list("team_name", "pk__count", "judge_calls__sum", "waiting_since__min")[:_AUTHORS_SHOWN]
        ),
    )
