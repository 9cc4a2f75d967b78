"""Puts a submission among those that wait for admission, or admits it at once if there is room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from leaderboard.domain.admission.shares import new_share, weighted
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
    calls = calls_of(submission, submission.judge_profile)
    before = own_end(state, submission.generator.team_id, practice=submission.is_practice)
    share = new_share(weighted(calls, practice=submission.is_practice), clock=state.clock, own_end=before)
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


def calls_of(submission: Submission, profile: JudgeProfile) -> int:
    """How many judge calls all pictures of a submission need under a profile."""
    pictures_of_prompt = len(submission.languages) * submission.pictures_per_prompt
    return judge_calls(submission.suite, profile, submission.practice_rule) * pictures_of_prompt


def judge_calls(suite: PromptSuite, profile: JudgeProfile, practice_rule: int | None = None) -> int:
    """How many judge calls one picture of each prompt of a suite needs in one language, or of its practice subset."""
    calls = _judge_calls(suite.pk, suite.sha256, profile.pk, profile.sha256)
    if practice_rule is None:
        return sum(calls.values())
    return sum(calls[key] for key in suite.practice(practice_rule).keys)


@lru_cache(maxsize=64)
def _judge_calls(suite_id: int, _suite_sha256: str, profile_id: int, _profile_sha256: str) -> Mapping[str, int]:
    """By prompt. Both are sealed, so that the counts never change."""
    rubric = JudgeProfile.objects.get(pk=profile_id).frozen.protocol.rubric
    prompts = Prompt.objects.filter(suite=suite_id).only("key", "targets")
    return {prompt.key: len(rubric.active_dimensions(prompt.target_facets)) for prompt in prompts}
