"""Puts a submission among those that wait for admission, or admits it at once if there is room."""

from __future__ import annotations

from functools import lru_cache

from leaderboard.domain.admission.shares import new_share
from leaderboard.domain.stages import Stage
from leaderboard.models import JudgeProfile, Prompt, PromptSuite, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.admission.admitting import admit_locked
from leaderboard.pipeline.admission.gaps import own_end
from leaderboard.pipeline.admission.running import running_runs
from leaderboard.pipeline.admission.state import locked, move_clock
from leaderboard.pipeline.work import leases, transitions


def wait_for_admission(submission: Submission) -> None:
    """Let a running submission wait in the stage SUBMISSION, or begin if there is room.

    Call it at the end of the transaction after which generation can begin, because other submissions for the same
    judges wait for that transaction.
    """
    state = locked(submission.judge_profile_id)
    runs = running_runs(submission.judge_profile_id)
    move_clock(state, runs)
    calls = judge_calls(submission.suite, submission.judge_profile) * len(submission.languages)
    share = new_share(calls, clock=state.clock, own_end=own_end(state, submission.generator.team_id))
    Submission.objects.filter(pk=submission.pk).update(
        judge_calls=calls,
        share_start=share.start,
        share_end=share.end,
        waiting_since=Now(),
        stage=Stage.SUBMISSION,
        # Not due, so that no worker of an earlier release checks a bundle again.
        due_at=Now() + transitions.WAIT_ALLOWED,
        deadline_at=Now() + transitions.WAIT_ALLOWED,
        queued_at=None,
        **leases.NO_LEASE,
    )
    admit_locked(state, runs)


def judge_calls(suite: PromptSuite, profile: JudgeProfile) -> int:
    """How many judge calls the pictures of a suite need in one language."""
    return _judge_calls(suite.pk, suite.sha256, profile.pk, profile.sha256)


@lru_cache(maxsize=64)
def _judge_calls(suite_id: int, _suite_sha256: str, profile_id: int, _profile_sha256: str) -> int:
    """Both are sealed, so that the count never changes."""
    rubric = JudgeProfile.objects.get(pk=profile_id).frozen.protocol.rubric
    prompts = Prompt.objects.filter(suite=suite_id).only("targets")
    return sum(len(rubric.active_dimensions(prompt.target_facets)) for prompt in prompts)
