"""Models against the field, beside a plain computation over made-up boards."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.ranking.field import against_field, field_levels


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(2, 12))
def test_a_difference_is_that_of_a_model_and_the_mean_of_the_others_on_the_prompts_they_share(
    seed: int, models: int, prompts: int
) -> None:
    random = np.random.default_rng(seed)
    scores = random.integers(0, 101, (models, prompts, 3)).astype(np.float64)
    scores[random.random(scores.shape) < 0.3] = np.nan
    found = against_field(scores)
    for model in range(models):
        others = np.delete(scores, model, axis=0)
        for level in range(3):
            apart = [
                scores[model, prompt, level] - np.nanmean(others[:, prompt, level])
                for prompt in range(prompts)
                if not np.isnan(scores[model, prompt, level]) and not np.isnan(others[:, prompt, level]).all()
            ]
            expected = np.mean(apart) if apart else np.nan
            assert found.difference[model, level] == pytest.approx(expected, nan_ok=True)


def test_a_lead_that_holds_on_every_prompt_of_many_is_certain_and_one_of_chance_is_not() -> None:
    random = np.random.default_rng(1)
    scores = random.normal(60, 10, (5, 200, 4))
    scores[0, :, 1] += 15
    found = against_field(scores)
    assert found.low[0, 1] > 0
    assert found.low[0, 0] < 0 < found.high[0, 0]


def test_one_shared_prompt_gives_a_difference_and_no_interval() -> None:
    found = against_field(np.array([[[60.0]], [[100.0]]]))
    assert found.difference.tolist() == [[-40.0], [40.0]]
    assert np.isnan(found.low).all()


def test_the_field_of_a_level_is_told_by_median_best_and_number() -> None:
    levels = field_levels(np.array([[10.0, np.nan], [30.0, np.nan], [80.0, np.nan]]))
    assert [(one.median, one.best, one.models) for one in levels] == [(30.0, 80.0, 3), (None, None, 0)]
