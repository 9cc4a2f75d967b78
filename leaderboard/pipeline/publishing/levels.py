"""Stage 6: a release's scores on every level of the rubric, down to the facets, for each submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leaderboard.domain.canonical import seal
from leaderboard.domain.ranking.field import AgainstField, FieldLevel, against_field, field_levels
from leaderboard.domain.ranking.standings import RankedScore, Standing, ranked_scores
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.statistics.arrays import FloatArray, known
from leaderboard.domain.statistics.summaries import means

SEALED_NUMBERS = (
    *("mean", "images", "standard_error", "mean_low", "mean_high", "rank", "rank_low", "rank_high"),
    *("target_mean", "field_difference", "field_low", "field_high"),
)
"""The numbers of a sealed score, by their columns in ReleaseScore. The order is part of the seal."""


@dataclass(frozen=True, slots=True)
class LevelScore:
    """One submission on one level: mean and rank, mean over the target facets, and the difference from the field."""

    path: ScorePath
    ranked: RankedScore
    target_mean: float | None
    field_difference: float | None
    field_low: float | None
    field_high: float | None

    @property
    def numbers(self) -> dict[str, float | int | None]:
        """SEALED_NUMBERS with their values."""
        return {
            "mean": self.ranked.mean,
            "images": self.ranked.images,
            "standard_error": self.ranked.standard_error,
            "mean_low": self.ranked.low,
            "mean_high": self.ranked.high,
            "rank": self.ranked.rank,
            "rank_low": self.ranked.best,
            "rank_high": self.ranked.worst,
            "target_mean": self.target_mean,
            "field_difference": self.field_difference,
            "field_low": self.field_low,
            "field_high": self.field_high,
        }

    def sealed(self) -> list[Any]:
        """The score in the sealed list: the names of its path, then SEALED_NUMBERS."""
        numbers = self.numbers
        return [list(self.path.names), *(numbers[name] for name in SEALED_NUMBERS)]


def release_levels(
    levels: Sequence[ScorePath],
    scores: FloatArray,
    standings: Sequence[Standing],
    targets: Mapping[int, Mapping[ScorePath, float]],
    seed: int,
) -> list[list[LevelScore]]:
    """[submissions][levels] in the order of ``standings``; an empty list for a withdrawn submission.

    Args:
        scores: [submissions, prompts, levels] in the order of ``standings``; the standings' columns come first.
        targets: means over the target facets, by submission.
    """
    columns = len(standings[0].scores) if standings else 0
    is_ranked = [not standing.unranked_reason for standing in standings]
    # The judge's noise is unknown below the dimensions.
    no_noise = [0.0] * (len(levels) - columns)
    below = ranked_scores(scores[:, :, columns:], is_ranked, seed, noise_floor=no_noise)
    field = _against_field(scores, is_ranked)
    return [
        []
        if standing.entry.withdrawn
        else [
            LevelScore(path, ranked, targets.get(int(standing.entry.key), {}).get(path), *against)
            for path, ranked, against in zip(
                levels, [*standing.scores.values(), *below[row]], _differences(field, row), strict=True
            )
        ]
        for row, standing in enumerate(standings)
    ]


def levels_content(
    levels: Sequence[ScorePath], scores: FloatArray, level_scores: list[list[LevelScore]]
) -> dict[str, Any]:
    """The part of the sealed content about the levels: the field on each, and a seal over all scores.

    Args:
        scores: [ranked submissions, prompts, levels].
    """
    field = [_field_content(path, level) for path, level in zip(levels, field_levels(means(scores)), strict=True)]
    return {"field": field, "sha256": seal([[score.sealed() for score in scored] for scored in level_scores])}


def _field_content(path: ScorePath, level: FieldLevel) -> dict[str, Any]:
    return {"path": list(path.names), "median": level.median, "best": level.best, "models": level.models}


def _against_field(scores: FloatArray, is_ranked: Sequence[bool]) -> AgainstField:
    """Each ranked submission against the field; NaN for the others."""
    ranked = np.flatnonzero(is_ranked)
    of_ranked = against_field(scores[ranked])
    spread = np.full((3, len(is_ranked), scores.shape[2]), np.nan)
    spread[:, ranked] = of_ranked.difference, of_ranked.low, of_ranked.high
    return AgainstField(*spread)


def _differences(field: AgainstField, row: int) -> Iterator[tuple[float | None, float | None, float | None]]:
    for difference, low, high in zip(field.difference[row], field.low[row], field.high[row], strict=True):
        yield known(difference), known(low), known(high)
