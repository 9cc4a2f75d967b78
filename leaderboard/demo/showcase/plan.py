"""What a showcase holds: which models, in which release, in which languages, and when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from leaderboard.demo.showcase.names import MOST_MODELS, ModelFacts, invented_models

FEWEST_MODELS, MOST_RELEASES = 6, 24
_BETWEEN_RELEASES = timedelta(days=28)
_FIRST_SHARE = 0.5
_SECOND_LANGUAGE_SHARE = 0.4
RESUBMITTED, WITHDRAWN, INCOMPLETE = 0, 1, 2
"""The models that stand for what seldom happens, by number."""


class PlanFault(ValueError):
    """Nothing can be made of the options; the message names the option and what is expected."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One submission of a model: for which release (from 0), its attempt (from 0), and its dates."""

    number: int
    attempt: int
    release: int
    languages: tuple[str, ...]
    created_at: datetime
    scored_at: datetime
    public_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Invented models by number, and their submissions in order of publication."""

    models: Sequence[ModelFacts]
    turns: Sequence[Turn]
    releases: Sequence[datetime]
    """When each was published; the last is now."""

    def of_release(self, release: int) -> list[Turn]:
        """The submissions that a release shows for the first time."""
        return [turn for turn in self.turns if turn.release == release]


def make_plan(models: int, releases: int, languages: Sequence[str], now: datetime, seed: int) -> Plan:
    """Spread ``models`` over ``releases``: half of them in the first, the rest evenly; the suite's first language has
    them all, the others a part.

    Raises:
        PlanFault: when there are too few or too many of either.
    """
    if not FEWEST_MODELS <= models <= MOST_MODELS:
        raise PlanFault(f"--models is {models}; {FEWEST_MODELS} to {MOST_MODELS} are expected")
    if not 1 <= releases <= min(MOST_RELEASES, models // 2):
        raise PlanFault(
            f"--releases is {releases}; 1 to {min(MOST_RELEASES, models // 2)} are expected for {models} models"
        )
    dates = [now - (releases - 1 - release) * _BETWEEN_RELEASES for release in range(releases)]
    rng = np.random.default_rng([seed, 2])
    of_models = _releases_of(models, releases)
    # On every board stand the first few, which are the special cases, and something new in every release.
    everywhere = {RESUBMITTED, WITHDRAWN, INCOMPLETE, *map(of_models.index, range(releases))}
    turns = [
        _turn(number, 0, release, _languages(languages, number in everywhere, rng), dates[release], rng)
        for number, release in enumerate(of_models)
    ]
    again = min(1, releases - 1)
    turns.append(_turn(RESUBMITTED, 1, again, turns[RESUBMITTED].languages, dates[again], rng))
    turns.sort(key=lambda turn: (turn.release, turn.attempt, turn.public_at))
    return Plan(invented_models(models, seed), turns, dates)


def _releases_of(models: int, releases: int) -> list[int]:
    first = models if releases == 1 else max(INCOMPLETE + 1, round(models * _FIRST_SHARE))
    return [
        0 if number < first else 1 + (number - first) * (releases - 1) // (models - first) for number in range(models)
    ]


def _languages(languages: Sequence[str], in_all: bool, rng: np.random.Generator) -> tuple[str, ...]:
    further = [name for name in languages[1:] if rng.random() < _SECOND_LANGUAGE_SHARE or in_all]
    return (languages[0], *further)


def _turn(
    number: int, attempt: int, release: int, languages: tuple[str, ...], published: datetime, rng: np.random.Generator
) -> Turn:
    # A second attempt is made public after the first, also where both stand in one release.
    before = rng.uniform(1, 4) if attempt else rng.uniform(5, 26)
    public_at = published - timedelta(days=float(before))
    scored_at = public_at - timedelta(hours=float(rng.uniform(0.5, 20)))
    created_at = scored_at - timedelta(hours=float(rng.uniform(1, 12)))
    return Turn(number, attempt, release, languages, created_at, scored_at, public_at)
