"""In what share of simulated boards the intervals hold, and how wide they are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray, IntArray
from leaderboard.domain.statistics.pairwise import pairwise
from leaderboard.domain.statistics.ranks import rank_intervals
from tests.bench.ranking.all_pairs import step_down
from tests.bench.ranking.boards import Board, World, draw
from tests.bench.report import Figure

BOARDS = 500
SEED = 2026
RESAMPLES = 1000
USUAL = World()
OTHER = {
    "prompts differ less": World(prompt=0.3),
    "prompts differ more": World(prompt=0.85),
    "models are closer": World(ability=0.08, model_facet=0.05),
    "every three models are equal in truth": World(group=3),
    "all models are equal in truth": World(group=30),
}


@dataclass(slots=True)
class Tally:
    """Of several boards: whether all true ranks were held, and the mean width (worst less best rank)."""

    held: list[bool] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)

    def add(self, board: Board, best: IntArray, worst: IntArray) -> None:
        """Count one board."""
        ranks = board.true_ranks
        self.held.append(bool(np.all((best <= ranks) & (ranks <= worst))))
        self.widths.append(float(np.mean(worst - best)))

    @property
    def share(self) -> str:
        """In how many boards, with the simulation's own uncertainty."""
        share = float(np.mean(self.held))
        return f"{share:.1%} ± {1.96 * np.sqrt(share * (1 - share) / len(self.held)):.1%}"

    @property
    def width(self) -> float:
        """Mean over boards."""
        return float(np.mean(self.widths))


@dataclass(slots=True)
class Simulation:
    """What was seen on the boards of one world."""

    paired: Tally = field(default_factory=Tally)
    unpaired: Tally = field(default_factory=Tally)
    correlations: list[float] = field(default_factory=list)
    spreads: list[float] = field(default_factory=list)

    def add(self, board: Board, seed: int) -> None:
        """Both kinds of intervals of one board."""
        self.paired.add(board, *_intervals(board.scores, seed))
        self.unpaired.add(board, *_intervals(_unpaired(board.scores, seed), seed))
        self.correlations.append(_correlation(board.scores))
        self.spreads.append(float(np.std(board.truth, ddof=1)))

    @property
    def ratio(self) -> str:
        """Width over width without pairing."""
        return f"{self.paired.width / self.unpaired.width:.2f}"

    @property
    def described(self) -> str:
        """Of what kind the boards were, and the widths."""
        return (
            f"correlation of two models {np.mean(self.correlations):.2f}, spread of true means "
            f"{np.mean(self.spreads):.1f}; mean width {self.paired.width:.1f}, unpaired {self.unpaired.width:.1f}"
        )


def measure() -> list[Figure]:
    """All figures of coverage and width."""
    return [*_usual(), *(_other(name, world) for name, world in OTHER.items())]


def _usual() -> list[Figure]:
    seen, pairs, unpaired_pairs, differences_held = Simulation(), Tally(), Tally(), 0
    rng = np.random.default_rng(SEED)
    for number in range(BOARDS):
        board = draw(USUAL, rng)
        seen.add(board, number)
        pairs.add(board, *step_down(board.scores, number, resamples=RESAMPLES))
        unpaired_pairs.add(board, *step_down(_unpaired(board.scores, number), number, resamples=RESAMPLES))
        differences_held += _differences_held(board, number)
    what = f"{BOARDS} boards of {USUAL.models} models and {USUAL.prompts} prompts"
    return [
        Figure(f"intervals hold all true ranks, {what}", seen.paired.share, "93 % to 97 %", seen.described),
        Figure("their width over the width without pairing", seen.ratio, "≤ 0.6", ""),
        Figure(
            "the same by step-down over all pairs of models",
            pairs.share,
            "",
            f"mean width {pairs.width:.1f}, unpaired {unpaired_pairs.width:.1f}",
        ),
        Figure("simultaneous intervals hold all true differences", f"{differences_held / BOARDS:.1%}", "≥ 93 %", ""),
    ]


def _other(name: str, world: World) -> Figure:
    seen = Simulation()
    rng = np.random.default_rng(SEED)
    for number in range(BOARDS):
        seen.add(draw(world, rng), number)
    return Figure(f"the same where {name}", seen.paired.share, "", f"{seen.described}; width ratio {seen.ratio}")


def _intervals(scores: FloatArray, seed: int) -> tuple[IntArray, IntArray]:
    found = rank_intervals(scores[:, :, None], seed, resamples=RESAMPLES)
    return found.best[:, 0], found.worst[:, 0]


def _unpaired(scores: FloatArray, seed: int) -> FloatArray:
    """Each model's scores in an order of its own: the same means, and nothing that hangs together by prompt."""
    return np.random.default_rng(seed).permuted(scores, axis=1)


def _differences_held(board: Board, seed: int) -> bool:
    found = pairwise(board.scores, seed, resamples=RESAMPLES).simultaneous
    true = board.truth[:, None] - board.truth
    # A model's difference to itself is 0, and so is its interval.
    return bool(np.all((found.low <= true + 1e-9) & (true - 1e-9 <= found.high)))


def _correlation(scores: FloatArray) -> float:
    """Mean over all pairs of models of their correlation over prompts."""
    matrix = np.asarray(np.corrcoef(scores[:, ~np.isnan(scores).any(axis=0)]))
    return float(matrix[np.triu_indices(len(scores), 1)].mean())
