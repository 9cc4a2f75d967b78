"""The six stages of Salon, in their order everywhere."""

from __future__ import annotations

from leaderboard.domain.text_enum import StrEnum


class Stage(StrEnum):
    """Where a submission is; the value is what the database stores."""

    SUBMISSION = "submission"
    GENERATION = "generation"
    JUDGING = "judging"
    SCORING = "scoring"
    RANKING = "ranking"
    PUBLISHING = "publishing"
