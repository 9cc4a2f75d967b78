"""With which submissions a candidate can be compared by the gate."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Value, When

from leaderboard.models import Outcome, Submission
from leaderboard.queries.visibility import Visitor, standing_submissions

_MOST = 100


def baselines_for(candidate: Submission, visitor: Visitor) -> list[Submission]:
    """Scored submissions of the same suite and judge profile that the visitor sees, those of its generator first."""
    same = Case(When(generator=candidate.generator_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(
        standing_submissions(visitor)
        .filter(
            suite=candidate.suite_id,
            judge_profile=candidate.judge_profile_id,
            outcome=Outcome.SCORED,
            languages__overlap=candidate.languages,
        )
        .exclude(pk=candidate.pk)
        .order_by(same, "-pk")
        .defer("judge_profile__files")[:_MOST]
    )
