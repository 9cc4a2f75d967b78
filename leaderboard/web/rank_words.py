"""A rank as words, where it stands alone: on badges and cards, in English as everything that leaves the site."""

from __future__ import annotations

from leaderboard.queries.boards import Cell


def rank_among(cell: Cell, ranked: int) -> str:
    """The rank interval among the ranked models, such as "rank 3–5 of 40"; "not ranked" without one."""
    if cell.rank is None:
        return "not ranked"
    low, high = cell.rank_low or cell.rank, cell.rank_high or cell.rank
    return f"rank {low if low == high else f'{low}–{high}'} of {ranked}"
