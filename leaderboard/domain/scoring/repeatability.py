"""The judge's own noise: what changes when the same pictures are judged again, and whether a judge has drifted.

Identical calls to one engine may differ, because what else is in flight changes how its sums are grouped. What this
moves is measured, and is the floor below which no difference between two models means anything.
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
    """In how many of the compared pairs of verdicts on one facet the two differ."""

    flipped: int
    compared: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.flipped / self.compared if self.compared else 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """Mean absolute change of a score (points of 100) from one round to another.

    ``picture``: of one picture's score. ``whole_set``: of the mean over all pictures, which is what a board shows.
    """

    picture: float
    whole_set: float


@dataclass(frozen=True, slots=True)
class Noise:
    """What changed between rounds: flipped verdicts by facet, scores by level (overall and dimensions)."""

    facets: dict[FacetPath, Flips]
    levels: dict[ScorePath, Change]

    @property
    def all_facets(self) -> Flips:
        """Over all verdicts."""
        return Flips(sum(f.flipped for f in self.facets.values()), sum(f.compared for f in self.facets.values()))


def noise(pairs: Iterable[tuple[Round, Round]]) -> Noise:
    """Compare rounds pair by pair; a verdict that only one of the two has is not compared."""
    listed = list(pairs)
    flipped: Counter[FacetPath] = Counter()
    compared: Counter[FacetPath] = Counter()
    for one, other in listed:
        for first, second in zip(one, other, strict=True):
            for path in first.keys() & second.keys():
                compared[path] += 1
                flipped[path] += first[path] != second[path]
    facets = {path: Flips(flipped[path], compared[path]) for path in sorted(compared)}
    return Noise(facets, _changes(listed))


def within(rounds: Sequence[Round]) -> list[tuple[Round, Round]]:
    """Every pair of rounds."""
    return list(itertools.combinations(rounds, 2))


def across(rounds: Sequence[Round], others: Sequence[Round]) -> list[tuple[Round, Round]]:
    """Every round of the one kind with every round of the other."""
    return list(itertools.product(rounds, others))


def _changes(pairs: Sequence[tuple[Round, Round]]) -> dict[ScorePath, Change]:
    pictures: dict[ScorePath, list[float]] = {}
    sets: dict[ScorePath, list[float]] = {}
    for one, other in pairs:
        for first, second in zip(one, other, strict=True):
            _collect(pictures, _levels(image_scores(first)), _levels(image_scores(second)))
        _collect(sets, set_means(one), set_means(other))
    return {path: Change(_mean(pictures[path]), _mean(sets[path])) for path in sorted(pictures)}


def set_means(verdicts: Round) -> dict[ScorePath, float]:
    """Overall and dimensions, as means over the pictures that have them (0 to 100)."""
    means = submission_scores(image_scores(picture) for picture in verdicts)
    return _levels({path: mean.value for path, mean in means.items()})


def _levels(scores: Mapping[ScorePath, float]) -> dict[ScorePath, float]:
    return {path: scores[path] for path in sorted(scores) if path.depth < 2}


def _collect(
    into: dict[ScorePath, list[float]], one: Mapping[ScorePath, float], other: Mapping[ScorePath, float]
) -> None:
    for path in one.keys() & other.keys():
        into.setdefault(path, []).append(abs(one[path] - other[path]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@dataclass(frozen=True, slots=True)
class Band:
    """Where a level's mean over the canary pictures has to lie: ``centre`` ± ``half_width`` points."""

    centre: float
    half_width: float

    def holds(self, value: float) -> bool:
        """Whether the value lies in the band."""
        return abs(value - self.centre) <= self.half_width


def bands(rounds: Sequence[Round]) -> dict[ScorePath, Band]:
    """The bands of a set from several rounds of it.

    Three times the largest deviation that was seen, and never less than 3 points: in a small set a single verdict
    moves a dimension by one or two.
    """
    means = [set_means(verdicts) for verdicts in rounds]
    found = {}
    for path in sorted(set.intersection(*(set(one) for one in means))):
        values = [one[path] for one in means]
        centre = _mean(values)
        largest = max(abs(value - centre) for value in values)
        found[path] = Band(centre, max(_NARROWEST, _TIMES_SEEN * largest))
    return found


def drifted(expected: Mapping[ScorePath, Band], verdicts: Round) -> list[str]:
    """The levels whose mean left its band, in words; none when the judge is as it was."""
    means = set_means(verdicts)
    told = []
    for path, band in expected.items():
        name = path.name or "overall"
        value = means.get(path)
        if value is None:
            told.append(f"{name} has no verdict (expected {band.centre:.1f})")
        elif not band.holds(value):
            told.append(f"{name} is {value:.1f} (expected {band.centre:.1f} ± {band.half_width:.1f})")
    return told
