"""A rank and its interval, in each of the forms in which it is shown."""

from __future__ import annotations

import pytest

from leaderboard.queries.boards import Cell
from leaderboard.web.words.ranks import rank_and_interval, rank_in_english, rank_interval, rank_of_count, rank_text

OPEN = Cell(mean=1.0, rank=3, rank_low=2, rank_high=4)
SETTLED = Cell(mean=1.0, rank=3, rank_low=3, rank_high=3)
WITHOUT_INTERVAL = Cell(mean=1.0, rank=3)
UNRANKED = Cell(mean=1.0)


@pytest.mark.parametrize(
    ("score", "interval", "text", "cell", "of_count", "in_english"),
    [
        (OPEN, "2–4", "rank 2–4", "3 (2–4)", "rank 3 of 40 (2–4)", "rank 2–4 of 40"),
        (SETTLED, "settled", "rank 3", "3", "rank 3 of 40", "rank 3 of 40"),
        (WITHOUT_INTERVAL, "", "rank 3", "3", "rank 3 of 40", "rank 3 of 40"),
        (UNRANKED, "", "", "", "", "not ranked"),
    ],
)
def test_ranks_as_words(score: Cell, interval: str, text: str, cell: str, of_count: str, in_english: str) -> None:
    assert rank_interval(score) == interval
    assert rank_text(score) == text
    assert rank_and_interval(score) == cell
    assert rank_of_count(score, 40) == of_count
    assert rank_in_english(score, 40) == in_english
