"""The axis that a page's intervals share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.queries.boards import Cell
from leaderboard.web.board.axis import IntervalMark, shared_axis

POINTS = st.floats(0, 100)


def cell(mean: float, half_width: float = 0.0) -> Cell:
    return Cell(mean=mean, target_mean=mean / 2, mean_low=mean - half_width, mean_high=mean + half_width)


@given(st.lists(st.builds(cell, POINTS, st.floats(0, 30)), min_size=1))
def test_every_interval_lies_on_the_axis_and_few_ticks_name_round_numbers(cells: list[Cell]) -> None:
    axis = shared_axis(cells, is_target_scope=False)
    assert axis is not None
    for one in cells:
        mark = axis.mark(one.mean or 0.0, one.mean_low, one.mean_high)
        low, at, high = (float(text.removesuffix("%")) for text in (mark.low, mark.at, mark.high))
        assert -0.1 <= low <= at + 0.1 <= high + 0.3 <= 100.4
    labels = [tick.label for tick in axis.ticks]
    assert 1 <= len(labels) <= 5
    assert len(set(labels)) == len(labels)


def test_the_axis_begins_where_the_scores_are() -> None:
    axis = shared_axis([cell(70, 2), cell(90, 2)], is_target_scope=False)
    assert axis is not None
    assert [tick.label for tick in axis.ticks] == ["70", "80", "90"]
    assert axis.low > 66
    assert axis.mark(80, 70, 90).at == "50%"


def test_the_target_scope_has_no_intervals_and_a_board_without_scores_no_axis() -> None:
    axis = shared_axis([cell(40, 10)], is_target_scope=True)
    assert axis is not None
    assert (axis.low, axis.high) == (19.5, 20.5)
    assert axis.mark(20) == IntervalMark("50%")
    assert shared_axis([Cell()], is_target_scope=False) is None
