"""Invented models: names, organisations, licences and sizes. Pure: the same seed and count give the same models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

import numpy as np

from leaderboard.demo.showcase.words import (
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
from leaderboard.domain.submission.price import stored_price

MOST_MODELS = len(FIRST) * len(SECOND)
"""One family per pair of words, with at least one model each."""

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
    """A model as its author would present it. ``parameters`` is None if it is kept secret, ``price_usd``
    (of one picture) if nobody sells it.
    """

    name: str
    organisation: str
    licence: str
    open_weights: bool
    parameters: int | None
    description: str
    price_usd: Decimal | None


def invented_models(count: int, seed: int) -> list[ModelFacts]:
    """``count`` (2 to MOST_MODELS) models with distinct names, in the order in which they appear.

    The first is the only one of its organisation. Within a family, older and smaller models come first.
    """
    rng = np.random.default_rng([seed, 1])
    first = _model(rng, "Amended Heron", RESUBMITTER, _licence(rng), 1.0)
    families = list(_families(rng, count - 1))
    places = iter(rng.permutation(count - 1))
    placed: dict[int, ModelFacts] = {}
    for family in families:
        placed.update(zip(sorted(islice(places, len(family))), family, strict=True))
    return [first, *(placed[place] for place in range(count - 1))]


def _families(rng: np.random.Generator, models: int) -> Iterator[list[ModelFacts]]:
    """Families that have ``models`` models together."""
    english = [f"{first} {second}" for first, second in product(FIRST, SECOND)]
    chinese = [f"{first}{second}" for first, second in product(CHINESE_FIRST, CHINESE_SECOND)]
    rng.shuffle(english)
    rng.shuffle(chinese)
    yield _family(rng, LONGEST, ORGANISATIONS[-1], ("",))
    left = models - 1
    while left:
        organisation = ORGANISATIONS[int(rng.integers(len(ORGANISATIONS)))]
        in_chinese = organisation in CHINESE and chinese and rng.random() < 0.7
        name = chinese.pop() if in_chinese else english.pop()
        editions = EDITIONS[int(rng.integers(len(EDITIONS)))][:left]
        left -= len(editions)
        yield _family(rng, name, organisation, editions)


def _family(rng: np.random.Generator, name: str, organisation: str, editions: tuple[str, ...]) -> list[ModelFacts]:
    licence = _licence(rng)
    billions = float(np.exp(rng.uniform(np.log(0.6), np.log(30))))
    return [
        _model(rng, f"{name} {edition}".strip(), organisation, licence, billions * 1.7**number)
        for number, edition in enumerate(editions)
    ]


def _licence(rng: np.random.Generator) -> str:
    kinds = _OPEN if rng.random() < 0.6 else _CLOSED
    return kinds[int(rng.integers(len(kinds)))]


def _model(rng: np.random.Generator, name: str, organisation: str, licence: str, billions: float) -> ModelFacts:
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
        price_usd=_price(name, billions, is_open=is_open),
    )


def _price(name: str, billions: float, *, is_open: bool) -> Decimal | None:
    """Larger models cost more, closed ones above all; every fourth name has none. Does not move the other draws."""
    draw = np.random.default_rng(list(name.encode()))
    if draw.random() < 0.25:
        return None
    cents = 0.4 * billions**0.6 * (1 if is_open else 2.5) * draw.uniform(0.5, 1.6)
    return stored_price(f"{cents / 100:.2g}")
