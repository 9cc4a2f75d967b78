"""Models that no other one beats in cost and score."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.ranking.pareto import pareto_front

_MODELS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=12)


@given(_MODELS)
def test_the_front_beats_every_other_model_and_none_of_its_own(models: list[tuple[int, int]]) -> None:
    front = pareto_front(models)

    def beats(one: int, other: int) -> bool:
        (cost, score), (other_cost, other_score) = models[one], models[other]
        return cost <= other_cost and score >= other_score and models[one] != models[other]

    assert not any(beats(one, other) for one in range(len(models)) for other in front)
    for place in set(range(len(models))) - front:
        assert any(beats(one, place) or models[one] == models[place] for one in front)
