"""Invented models: names, organisations, licences and sizes. Pure; the same seed and number give the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from leaderboard.management.showcase.words import (
    CHINESE,
    CHINESE_FIRST,
    CHINESE_SECOND,
    EDITIONS,
    FIRST,
    LONGEST,
    ORGANISATIONS,
    RESUBMITTER,
    SECOND,
)

MOST_MODELS = len(FIRST) * len(SECOND)
"""At least one model per family, and one family per pair of words."""

_OPEN = ("Apache-2.0", "MIT", "CC-BY-4.0", "CC-BY-NC-4.0", "OpenRAIL-M", "Sample Community Licence 1.0")
_CLOSED = ("Proprietary", "Proprietary, API only", "Research preview")
_STYLES = (
    "It likes wide skies and low horizons.",
    "It was taught with ten thousand drawings of teapots.",
    "It paints slowly and apologises for it.",
    "It prefers mornings, and draws hands on Sundays only.",
    "It is said to count correctly up to four.",
    "It renders lettering with great confidence.",
)


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """A model as its author would present it. ``parameters`` is None where it is kept secret."""

    name: str
    organisation: str
    licence: str
    open_weights: bool
    parameters: int | None
    description: str


def invented_models(count: int, seed: int) -> list[ModelFacts]:
    """``count`` (at most MOST_MODELS) models of distinct names, in the order in which they appear.

    The first is the only one of its organisation. Of a family the older and smaller models come first.
    """
    rng = np.random.default_rng([seed, 1])
    found = list(islice(_models(rng), count - 1))
    ordered = [model for _, model in sorted(zip(_places(found, rng), found, strict=True), key=lambda pair: pair[0])]
    return [_model(rng, "Amended Heron", RESUBMITTER, "", 1.0), *ordered]


def _places(found: list[ModelFacts], rng: np.random.Generator) -> list[int]:
    """A place in time for every model: at random, but rising within a family."""
    places = [int(place) for place in rng.permutation(len(found))]
    start = 0
    for end in range(1, len(found) + 1):
        if end == len(found) or _family(found[end]) != _family(found[start]):
            places[start:end] = sorted(places[start:end])
            start = end
    return places


def _family(model: ModelFacts) -> tuple[str, str]:
    return model.organisation, " ".join(model.name.split()[:2])


def _models(rng: np.random.Generator) -> Iterator[ModelFacts]:
    families = [f"{first} {second}" for first, second in product(FIRST, SECOND)]
    chinese = [f"{first}{second}" for first, second in product(CHINESE_FIRST, CHINESE_SECOND)]
    rng.shuffle(families)
    rng.shuffle(chinese)
    yield from _family_members(rng, LONGEST, ORGANISATIONS[-1], ("",))
    while families:
        organisation = ORGANISATIONS[int(rng.integers(len(ORGANISATIONS)))]
        in_chinese = organisation in CHINESE and chinese and rng.random() < 0.7
        family = chinese.pop() if in_chinese else families.pop()
        editions = EDITIONS[int(rng.integers(len(EDITIONS)))]
        yield from _family_members(rng, family, organisation, editions)


def _family_members(
    rng: np.random.Generator, family: str, organisation: str, editions: tuple[str, ...]
) -> Iterator[ModelFacts]:
    licence = _licence(rng)
    billions = float(np.exp(rng.uniform(np.log(0.6), np.log(30))))
    for number, edition in enumerate(editions):
        yield _model(rng, f"{family} {edition}".strip(), organisation, licence, billions * 1.7**number)


def _licence(rng: np.random.Generator) -> str:
    kinds = _OPEN if rng.random() < 0.6 else _CLOSED
    return kinds[int(rng.integers(len(kinds)))]


def _model(rng: np.random.Generator, name: str, organisation: str, licence: str, billions: float) -> ModelFacts:
    licence = licence or _licence(rng)
    is_open = licence in _OPEN
    known = rng.random() < (0.9 if is_open else 0.35)
    style = _STYLES[int(rng.integers(len(_STYLES)))]
    return ModelFacts(
        name=name,
        organisation=organisation,
        licence=licence,
        open_weights=is_open,
        parameters=round(billions * 10) * 10**8 if known else None,
        description=f"Sample data: this model does not exist. {style}",
    )
