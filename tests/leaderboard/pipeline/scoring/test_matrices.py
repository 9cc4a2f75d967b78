"""Score matrices: all levels, prompt by prompt, the same numbers as the stored scores."""

from __future__ import annotations

import numpy as np
import pytest

from leaderboard.domain.statistics.summaries import means
from leaderboard.models import Board, ScoreMatrix
from leaderboard.pipeline.scoring.matrices import ensure_matrix, score_array
from tests.factories import publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db


def test_the_means_over_a_matrix_are_the_submissions_scores_at_every_level() -> None:
    submission = mixed_submission()
    board = publish(submission).board
    of_levels = means(score_array(board, [submission]))[0]
    stored = {row.path: row.mean for row in submission.scores.filter(language="en", scope="judged")}
    levels = submission.judge_profile.frozen.protocol.rubric.levels
    found = {path: mean for path, mean in zip(levels, of_levels.tolist(), strict=True) if not np.isnan(mean)}
    assert found == stored
    assert len(levels) == 1 + 5 + 23 + 56


def test_a_matrix_is_written_once_and_by_publishing() -> None:
    submission = scored_submission()
    board: Board = publish(submission).board
    assert ScoreMatrix.objects.get().submission_id == submission.pk
    assert ensure_matrix(submission, board.language) == ensure_matrix(submission, board.language)
    assert ScoreMatrix.objects.count() == 1
