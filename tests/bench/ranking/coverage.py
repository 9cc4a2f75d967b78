"""In what share of simulated boards the intervals hold, and how wide they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray
from leaderboard.domain.statistics.pairwise import pairwise
from leaderboard.domain.statistics.ranks import rank_intervals
from tests.bench.ranking.all_pairs import step_down
from tests.bench.ranking.boards import Board, World, draw
from tests.bench.report import Figure

BOARDS = 500
SEED = 20261
RESAMPLES = 1000


@dataclass(slots=True)
class Tally:
    """How many boards were held, and the widths (worst less best rank)."""

    held: int = 0
    boards: int = 0
    width: float = 0.0

    def add(self, board: Board, best: IntArray, worst: IntArray) -> None:
        """Count one board."""
        ranks = board.true_ranks
        self.held += bool(np.all((best <= ranks) & (ranks <= worst)))
        self.width += float(np.mean(worst - best))
        self.boards += 1

    def __str__(self) -> str:
        share = self.held / self.boards
        error = np.sqrt(share * (1 - share) / self.boards)
        return f"{share:.1%} (± {1.96 * error:.1%}), mean width {self.width / self.boards:.2f}"

    @property
    def share(self) -> str:
        return f"{self.held / self.boards:.1%}"


def measure() -> list[Figure]:
    """All figures of coverage and width."""
    usual, equal = World(), World(group=3)
    return [*_usual(usual), _weaker(usual.with_weaker_prompts()), _equal(equal)]


def _usual(world: World) -> list[Figure]:
    paired, unpaired, pairs = Tally(), Tally(), Tally()
    differences_held, correlations, spreads = 0, [], []
    for number, board in _boards(world, BOARDS):
        _add(paired, board, board.scores, number)
        _add(unpaired, board, _unpaired(board.scores, number), number)
        pairs.add(board, *step_down(board.scores, number))
        differences_held += _differences_held(board, number)
        correlations.append(_correlation(board.scores))
        spreads.append(np.std(board.truth, ddof=1))
    what = f"{BOARDS} boards, {world.models} models, {world.prompts} prompts"
    boards = f"correlation of two models {np.mean(correlations):.2f}, spread of true means {np.mean(spreads):.1f}"
    return [
        Figure(
            f"all true ranks within their 95 % intervals ({what})", paired.share, "93 to 97 %", f"{paired}; {boards}"
        ),
        Figure(
            "width over that without pairing", f"{paired.width / unpaired.width:.2f}", "≤ 0.6", f"unpaired: {unpaired}"
        ),
        Figure("the same by all pairs, step-down", pairs.share, "", str(pairs)),
        Figure(
            "all true differences within their simultaneous intervals", f"{differences_held / BOARDS:.1%}", "≥ 93 %", ""
        ),
    ]


def _weaker(world: World) -> Figure:
    paired, unpaired, correlations = Tally(), Tally(), []
    for number, board in _boards(world, BOARDS // 2):
        _add(paired, board, board.scores, number)
        _add(unpaired, board, _unpaired(board.scores, number), number)
        correlations.append(_correlation(board.scores))
    return Figure(
        "the same where prompts differ half as much",
        paired.share,
        "",
        f"{paired}; unpaired: {unpaired}; width ratio {paired.width / unpaired.width:.2f}; "
        f"correlation {np.mean(correlations):.2f}",
    )


def _equal(world: World) -> Figure:
    tally = Tally()
    for number, board in _boards(world, BOARDS // 2):
        _add(tally, board, board.scores, number)
    return Figure("the same for groups of three models that are equal in truth", tally.share, "", str(tally))


def _boards(world: World, count: int) -> Iterator[tuple[int, Board]]:
    rng = np.random.default_rng(SEED)
    return ((number, draw(world, rng)) for number in range(count))


def _add(tally: Tally, board: Board, scores: FloatArray, seed: int) -> None:
    found = rank_intervals(scores[:, :, None], seed, resamples=RESAMPLES)
    tally.add(board, found.best[:, 0], found.worst[:, 0])


def _unpaired(scores: FloatArray, seed: int) -> FloatArray:
    """Each model's scores in an order of its own: the same means, and nothing that hangs together by prompt."""
    return np.random.default_rng(seed).permuted(scores, axis=1)


def _differences_held(board: Board, seed: int) -> bool:
    found = pairwise(board.scores, seed, resamples=RESAMPLES).simultaneous
    true = board.truth[:, None] - board.truth
    return bool(np.all((found.low <= true + 1e-9) & (true - 1e-9 <= found.high)))


def _correlation(scores: FloatArray) -> float:
    whole = scores[:, ~np.isnan(scores).any(axis=0)]
    matrix = np.corrcoef(whole)
    return float(matrix[np.triu_indices(len(matrix), 1)].mean())
