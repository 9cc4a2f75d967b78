"""The judge's own noise: what changes when the same pictures are judged again, and whether a judge has drifted.

Identical calls to one engine may give different replies, because other calls in flight change how its sums are grouped.
The resulting change of scores is measured; a smaller difference between two models is meaningless.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import image_scores, submission_scores

Round = Sequence[Mapping[FacetPath, Verdict]]
"""One judging of a fixed set: every picture's verdicts, always in the same order of pictures."""

_NARROWEST = 3.0
_TIMES_SEEN = 3.0


@dataclass(frozen=True, slots=True)
class Flips:
    """Of the ``compared`` pairs of verdicts on one facet, the number that differ."""

    flipped: int
    compared: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.flipped / self.compared if self.compared else 0.0


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """Mean absolute change of a score (points of 100) from one round to another.

    ``picture``: of a single picture's score. ``whole_set``: of the mean over all pictures, as on a board.
    """

    picture: float
    whole_set: float


@dataclass(frozen=True, slots=True)
class Noise:
    """What changed between rounds: flipped verdicts by facet, scores by level (overall and dimensions)."""

    facets: dict[FacetPath, Flips]
    levels: dict[ScorePath, ScoreChange]

    @property
    def all_facets(self) -> Flips:
        """The sum over all facets."""
        return Flips(sum(f.flipped for f in self.facets.values()), sum(f.compared for f in self.facets.values()))


def noise(pairs: Iterable[tuple[Round, Round]]) -> Noise:
    """Compare rounds pair by pair; a verdict that only one of the two has is not compared."""
    listed = list(pairs)
    flipped: Counter[FacetPath] = Counter()
    compared: Counter[FacetPath] = Counter()
    for first_round, second_round in listed:
        for first, second in zip(first_round, second_round, strict=True):
            for path in first.keys() & second.keys():
                compared[path] += 1
                flipped[path] += first[path] != second[path]
    facets = {path: Flips(flipped[path], compared[path]) for path in sorted(compared)}
    return Noise(facets, _changes(listed))


def within(rounds: Sequence[Round]) -> list[tuple[Round, Round]]:
    """Every pair of rounds."""
    return list(itertools.combinations(rounds, 2))


def across(rounds: Sequence[Round], others: Sequence[Round]) -> list[tuple[Round, Round]]:
    """Every round of the first kind with every round of the second."""
    return list(itertools.product(rounds, others))


def _changes(pairs: Sequence[tuple[Round, Round]]) -> dict[ScorePath, ScoreChange]:
    pictures: dict[ScorePath, list[float]] = {}
    sets: dict[ScorePath, list[float]] = {}
    for first_round, second_round in pairs:
        for first, second in zip(first_round, second_round, strict=True):
            _collect(pictures, _levels(image_scores(first)), _levels(image_scores(second)))
        _collect(sets, set_means(first_round), set_means(second_round))
    return {path: ScoreChange(_mean(pictures[path]), _mean(sets[path])) for path in sorted(pictures)}


def set_means(verdicts: Round) -> dict[ScorePath, float]:
    """Overall and dimensions, as means over the pictures that have them (0 to 100)."""
    means = submission_scores(image_scores(picture) for picture in verdicts)
    return _levels({path: mean.value for path, mean in means.items()})


def _levels(scores: Mapping[ScorePath, float]) -> dict[ScorePath, float]:
    return {path: scores[path] for path in sorted(scores) if path.depth < 2}


def _collect(
    into: dict[ScorePath, list[float]], first: Mapping[ScorePath, float], second: Mapping[ScorePath, float]
) -> None:
    for path in first.keys() & second.keys():
        into.setdefault(path, []).append(abs(first[path] - second[path]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@dataclass(frozen=True, slots=True)
class Band:
    """The range in which a level's mean over the canary pictures must be: ``centre`` ± ``half_width`` points."""

    centre: float
    half_width: float

    def holds(self, value: float) -> bool:
        """Whether the value is in the band."""
        return abs(value - self.centre) <= self.half_width


def bands(rounds: Sequence[Round]) -> dict[ScorePath, Band]:
    """The bands of a set from several rounds of it.

    The half width is three times the largest deviation of a round, and at least 3 points, because in a small set a
    single verdict moves a dimension by one or two.
    """
    means = [set_means(verdicts) for verdicts in rounds]
    by_level = {}
    for path in sorted(set.intersection(*(set(of_round) for of_round in means))):
        values = [of_round[path] for of_round in means]
        centre = _mean(values)
        largest = max(abs(value - centre) for value in values)
        by_level[path] = Band(centre, max(_NARROWEST, _TIMES_SEEN * largest))
    return by_level


def drifted(expected: Mapping[ScorePath, Band], verdicts: Round) -> list[str]:
    """The levels whose mean left its band, in words; empty if the judge has not changed."""
    means = set_means(verdicts)
    sentences = []
    for path, band in expected.items():
        name = path.name or "overall"
        value = means.get(path)
        if value is None:
            sentences.append(f"{name} has no verdict (expected {band.centre:.1f})")
        elif not band.holds(value):
            sentences.append(f"{name} is {value:.1f} (expected {band.centre:.1f} ± {band.half_width:.1f})")
    return sentences
