"""The time until a submission's turn: the work before it, at the judges' pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Func, IntegerField, Max, Q, Sum

from leaderboard.domain.admission.pace import LATE, seconds_for
from leaderboard.domain.admission.shares import new_share
from leaderboard.domain.admission.turns import RunningRun
from leaderboard.domain.stages import Stage
from leaderboard.models import Admission, JudgeProfile, Outcome, PromptSuite, Submission, Team
from leaderboard.pipeline.admission.gaps import own_end
from leaderboard.pipeline.admission.running import CALLS_PER_PICTURE, OwnedRun, running_runs
from leaderboard.pipeline.admission.state import WAITING, clock_of, pace
from leaderboard.pipeline.work.capacity import judges_at_work

_UNJUDGED = frozenset({Stage.SUBMISSION, Stage.GENERATION, Stage.JUDGING})


@dataclass(frozen=True, slots=True)
class Turn:
    """A submission's current place in the order; teams that have used less can still get ahead.

    - ``is_waiting``: whether it is not admitted yet.
    - ``judges``: at work; ``calls_an_hour``: what they answer together, measured or, if not ``is_measured``, assumed.
    - ``begins_in_s``, ``ends_in_s``: seconds until everything before it is judged, and until it is judged itself; None
      while no judge is at work. ``ends_by_s``: until it is judged in about 19 of 20 cases, with those who get ahead.
    """

    is_waiting: bool
    submissions_before: int
    authors_before: int
    calls_before: int
    judges: int
    calls_an_hour: float
    is_measured: bool
    begins_in_s: float | None
    ends_in_s: float | None
    ends_by_s: float | None

    @property
    def place(self) -> int:
        """Its place in the order, from 1."""
        return self.submissions_before + 1


def turn_of(submission: Submission) -> Turn | None:
    """The turn of a submission; None if it is not running, if its bundle is not checked yet, or if it is judged."""
    if submission.outcome != Outcome.RUNNING or submission.stage not in _UNJUDGED:
        return None
    if submission.stage == Stage.SUBMISSION and not submission.is_waiting:
        return None
    runs = running_runs(submission.judge_profile_id)
    own = next((owned.run for owned in runs if owned.run.key == submission.pk), None)
    end = submission.share_end or 0
    calls = own.calls_left if own else submission.judge_calls or 0
    return _turn(submission.judge_profile_id, runs, end, submission.pk, calls, is_waiting=own is None)


def turn_of_new(team: Team, profile: JudgeProfile) -> Turn:
    """The turn that a team would have that submits the largest suite in all its languages now."""
    runs = running_runs(profile.pk)
    state = Admission.objects.filter(pk=profile.pk).first() or Admission(judge_profile=profile)
    state.clock = clock_of(state, runs)
    calls = _most_calls()
    share = new_share(calls, clock=state.clock, own_end=own_end(state, team.pk, practice=False))
    return _turn(profile.pk, runs, share.end, None, calls, is_waiting=True)


def _turn(
    profile_id: int, runs: Sequence[OwnedRun], end: int, key: int | None, calls: float, *, is_waiting: bool
) -> Turn:
    """The turn of a share that ends there; ``key`` is None for one that comes after all with the same end."""
    before = [owned for owned in runs if owned.run.calls_left and _is_before(owned.run, end, key)]
    same_end = Q(share_end=end) if key is None else Q(share_end=end, pk__lt=key)
    waiting = list(
        Submission.objects.filter(WAITING, Q(share_end__lt=end) | same_end, judge_profile=profile_id)
        .order_by()
        .values_list("generator__team")
        .annotate(Count("pk"), Sum("judge_calls", default=0))
    )
    state = Admission.objects.filter(pk=profile_id).first()
    judges = judges_at_work(profile_id)
    an_hour = pace(state) * judges
    ready = sum(owned.run.ready * owned.run.calls_per_picture for owned in before) + sum(of for _, _, of in waiting)
    limited = [owned.run.still_to_deliver for owned in before if owned.run.to_make]
    begins_in_s = seconds_for(ready, limited, calls_an_hour=an_hour)
    ends_in_s = None if begins_in_s is None else begins_in_s + calls / an_hour * 3600
    can_be_overtaken = is_waiting or bool(before or waiting)
    return Turn(
        is_waiting=is_waiting,
        submissions_before=len(before) + sum(count for _, count, _ in waiting),
        authors_before=len({owned.team for owned in before} | {team for team, _, _ in waiting}),
        calls_before=round(ready + sum(of_run for of_run, _ in limited)),
        judges=judges,
        calls_an_hour=an_hour,
        is_measured=state is not None and state.calls_an_hour is not None,
        begins_in_s=begins_in_s,
        ends_in_s=ends_in_s,
        ends_by_s=ends_in_s * LATE if ends_in_s is not None and can_be_overtaken else ends_in_s,
    )


def _most_calls() -> int:
    """About as many as the largest suite needs in all its languages."""
    pictures = Count("prompts") * Func("languages", function="cardinality", output_field=IntegerField())
    largest = PromptSuite.objects.annotate(pictures=pictures).aggregate(most=Max("pictures"))["most"] or 0
    return round(largest * CALLS_PER_PICTURE)


def _is_before(run: RunningRun, end: int, key: int | None) -> bool:
    return run.end <= end if key is None else run.turn < (end, key)
