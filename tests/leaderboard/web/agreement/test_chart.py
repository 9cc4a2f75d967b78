"""The picture of two orders: a square with every point inside, whatever the number of models."""

from __future__ import annotations

import pytest

from leaderboard.domain.agreement.agreement import Rated
from leaderboard.web.agreement.chart import RankChart, rank_chart


def chart_of(human: list[float]) -> RankChart:
    models = [Rated(f"Model {n}", {"overall": -n}, {"overall": score}) for n, score in enumerate(human)]
    chart = rank_chart(models, "overall")
    assert chart is not None
    return chart


@pytest.mark.parametrize("models", [4, 18, 300])
def test_every_point_and_tick_lies_inside(models: int) -> None:
    chart = chart_of([float(n % 7) for n in range(models)])
    assert chart.right - chart.left == chart.bottom - chart.top == chart.side
    assert all(chart.left < point.x < chart.right and chart.top < point.y < chart.bottom for point in chart.points)
    assert all(chart.left < x < chart.right and chart.top < y < chart.bottom for x, y, _ in chart.ticks)
    assert 4 <= len(chart.ticks) <= 11


def test_the_same_order_lies_on_the_diagonal() -> None:
    chart = chart_of([4, 3, 2, 1])
    assert [point.x - chart.left for point in chart.points] == [point.y - chart.top for point in chart.points]


def test_names_stand_where_there_is_room_for_them() -> None:
    assert [point.name for point in chart_of([4, 3, 3, 1]).points] == ["Model 0", "", "", "Model 3"]
    assert {point.name for point in chart_of([float(n) for n in range(30)]).points} == {""}


def test_fewer_than_four_models_make_no_picture() -> None:
    models = [Rated(str(n), {"overall": n}, {"overall": n}) for n in range(3)]
    assert rank_chart(models, "overall") is None
