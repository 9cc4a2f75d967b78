"""The scored submissions of one generator in order of time, on one board-to-be: suite, judge profile and language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.intervals import half_width
from leaderboard.domain.scoring.scores import Mean, Scope
from leaderboard.models import JudgeProfile, Outcome, PromptSuite, Submission, SubmissionScore


@dataclass(frozen=True, slots=True)
class Measured:
    """What submissions have in common that can be compared."""

    suite: PromptSuite
    judge_profile: JudgeProfile
    language: str

    @property
    def slug(self) -> str:
        """Names it in addresses."""
        return f"{self.suite.pk}-{self.judge_profile.pk}-{self.language}"


@dataclass(frozen=True, slots=True)
class PastSubmission:
    """A submission with its mean at one level and the mean's 95% interval; None where unknown."""

    submission: Submission
    mean: float | None
    low: float | None
    high: float | None


def measured(submissions: QuerySet[Submission]) -> dict[Measured, list[Submission]]:
    """The scored ones of these submissions, the oldest first, by what they were measured with.

    That of the newest submission comes first.
    """
    groups: dict[Measured, list[Submission]] = {}
    scored = submissions.filter(outcome=Outcome.SCORED).select_related("generation_settings")
    for submission in scored.order_by("-id"):
        for language in submission.languages:
            groups.setdefault(Measured(submission.suite, submission.judge_profile, language), []).insert(0, submission)
    return groups


def past_means(submissions: Sequence[Submission], language: str, level: ScorePath) -> list[PastSubmission]:
    """The submissions with their judged-scope means in a language."""
    rows = SubmissionScore.objects.filter(
        submission__in=submissions, language=language, scope=Scope.JUDGED.value, **level._asdict()
    )
    means = {(row.submission_id, row.judge_profile_id): row for row in rows}
    return [_past(submission, means.get((submission.pk, submission.judge_profile_id))) for submission in submissions]


def _past(submission: Submission, row: SubmissionScore | None) -> PastSubmission:
    if row is None:
        return PastSubmission(submission, None, None, None)
    half = half_width(Mean(row.mean, row.images, row.standard_error))
    if half is None:
        return PastSubmission(submission, row.mean, None, None)
    return PastSubmission(submission, row.mean, max(0.0, row.mean - half), min(100.0, row.mean + half))
