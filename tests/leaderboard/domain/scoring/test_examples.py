"""Which pictures stand for a verdict."""

from __future__ import annotations

import numpy as np

from leaderboard.domain.scoring.examples import pick_examples


def test_each_model_stands_once_with_a_preferred_prompt_that_nobody_stands_for_yet() -> None:
    scores = np.array(
        [
            [100, 60, 100, 100],
            [100, 100, 100, 0],
            [100, np.nan, 60, 100],
            [0, 0, 0, 0],
            [100, 100, 100, 100],
        ],
        dtype=np.float64,
    )
    preferred = np.array([False, False, True, False])
    assert pick_examples(scores, 100.0, preferred, 9) == [(0, 2), (1, 0), (2, 3), (4, 1)]
    assert pick_examples(scores, 100.0, preferred, 2) == [(0, 2), (1, 0)]
    assert pick_examples(scores, 0.0, preferred, 9) == [(1, 3), (3, 2)]


def test_where_all_prompts_are_taken_a_preferred_one_is_shown_again() -> None:
    scores = np.full((4, 2), 100.0)
    assert pick_examples(scores, 100.0, np.array([False, True]), 4) == [(0, 1), (1, 0), (2, 1), (3, 1)]
