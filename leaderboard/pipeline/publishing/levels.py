"""Stage 6: what a release keeps of every level of the rubric, down to the facets, for each of its submissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

import numpy as np

from leaderboard.domain.canonical import seal
from leaderboard.domain.ranking.field import AgainstField, against_field, field_levels
from leaderboard.domain.ranking.standings import Place, Standing, places
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.summaries import means


@dataclass(frozen=True, slots=True)
class LevelScore:
    """One submission on one level: its place, its mean over the target facets, and how it stands against the field."""

    path: ScorePath
    place: Place
    target_mean: float | None
    field_difference: float | None
    field_low: float | None
    field_high: float | None

    def plain(self) -> list[Any]:
        """What is sealed: path, then the numbers in the order of the fields."""
        return [list(self.path.names), *astuple(self.place), *astuple(self)[2:]]


def release_levels(
    levels: Sequence[ScorePath],
    scores: FloatArray,
    placed: Sequence[Standing],
    targets: Mapping[int, Mapping[ScorePath, float]],
    seed: int,
) -> list[list[LevelScore]]:
    """[submissions][levels] in the order of ``placed``; nothing of what was withdrawn.

    Args:
        scores: [submissions, prompts, levels] in the order of ``placed``; the columns of the standings come first.
    """
    columns = len(placed[0].places) if placed else 0
    is_ranked = [not one.unranked_reason for one in placed]
    # No noise of the judge is known below the dimensions.
    below = places(scores[:, :, columns:], is_ranked, seed, noise_floor=[0.0] * (len(levels) - columns))
    field = _field(scores, is_ranked)
    return [
        []
        if one.entry.withdrawn
        else [
            LevelScore(path, place, targets.get(int(one.entry.key), {}).get(path), *against)
            for path, place, against in zip(
                levels, [*one.places.values(), *below[row]], _against(field, row), strict=True
            )
        ]
        for row, one in enumerate(placed)
    ]


def levels_content(levels: Sequence[ScorePath], scores: FloatArray, found: list[list[LevelScore]]) -> dict[str, Any]:
    """What the sealed content says of the levels: the field's median and best on each, and a seal over all scores.

    Args:
        scores: [ranked submissions, prompts, levels].
    """
    field = [
        {"path": list(path.names), **asdict(one)} for path, one in zip(levels, field_levels(means(scores)), strict=True)
    ]
    return {"field": field, "sha256": seal([[one.plain() for one in scored] for scored in found])}


def _field(scores: FloatArray, is_ranked: Sequence[bool]) -> AgainstField:
    """Against the field, for the ranked; NaN for the others."""
    ranked = np.flatnonzero(is_ranked)
    found = against_field(scores[ranked])
    spread = np.full((3, len(is_ranked), scores.shape[2]), np.nan)
    spread[:, ranked] = found.difference, found.low, found.high
    return AgainstField(*spread)


def _against(field: AgainstField, row: int) -> Iterator[tuple[float | None, float | None, float | None]]:
    for numbers in zip(field.difference[row], field.low[row], field.high[row], strict=True):
        difference, low, high = (None if np.isnan(number) else float(number) for number in numbers)
        yield difference, low, high
