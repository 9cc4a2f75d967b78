"""The axis of costs."""

from __future__ import annotations

import pytest

from leaderboard.web.compare.cost_chart import cost_ticks


@pytest.mark.parametrize(
    ("costs", "ticks"),
    [
        ([1.0, 1.0], [1, 2]),
        ([0.3, 7.0], [0.2, 0.5, 1, 2, 5, 10]),
        ([0.0025, 0.04], [0.002, 0.005, 0.01, 0.02, 0.05]),
        ([0.000001, 1000.0], [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000]),
        ([0.3, 3000.0], [0.2, 1, 10, 100, 1000, 5000]),
    ],
)
def test_ticks_are_round_and_enclose_all_costs(costs: list[float], ticks: list[float]) -> None:
    assert cost_ticks(costs) == ticks
