"""What a showcase contains: which models, in which release, in which languages, and when. Pure."""

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
RESUBMITTED, WITHDRAWN, INCOMPLETE, SEVERAL = 0, 1, 2, 3
"""The models, by number, that show what rarely happens; SEVERAL has several pictures per prompt."""
_SEVERAL_SAMPLES = 2


class PlanFault(ValueError):
    """An option makes no sense; the message names it and what is expected."""


@dataclass(frozen=True, slots=True)
class PlannedSubmission:
    """One submission of a model (by number): its attempt and its release, both from 0, and its dates."""

    model: int
    attempt: int
    release: int
    languages: tuple[str, ...]
    created_at: datetime
    scored_at: datetime
    public_at: datetime

    @property
    def samples(self) -> int:
        """How many pictures per prompt it has."""
        return _SEVERAL_SAMPLES if self.model == SEVERAL else 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Invented models by number, and their submissions in order of publication."""

    models: Sequence[ModelFacts]
    submissions: Sequence[PlannedSubmission]
    releases: Sequence[datetime]
    """When each was published; the last one is now."""

    def of_release(self, release: int) -> list[PlannedSubmission]:
        """The submissions that a release shows for the first time."""
        return [planned for planned in self.submissions if planned.release == release]


def make_plan(models: int, releases: int, languages: Sequence[str], now: datetime, seed: int) -> Plan:
    """Spread ``models`` over ``releases``: half of them in the first, the rest evenly. All are submitted in the suite's
    first language, and a part of them in the others.

    Raises:
        PlanFault: when there are too few or too many models or releases.
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
    # These are on every board: the special cases, and one new model per release.
    everywhere = {RESUBMITTED, WITHDRAWN, INCOMPLETE, *map(of_models.index, range(releases))}
    submissions = [
        _planned_submission(number, 0, release, _languages(languages, number in everywhere, rng), dates[release], rng)
        for number, release in enumerate(of_models)
    ]
    again = min(1, releases - 1)
    submissions.append(
        _planned_submission(RESUBMITTED, 1, again, submissions[RESUBMITTED].languages, dates[again], rng)
    )
    submissions.sort(key=lambda planned: (planned.release, planned.attempt, planned.public_at))
    return Plan(invented_models(models, seed), submissions, dates)


def _releases_of(models: int, releases: int) -> list[int]:
    first = models if releases == 1 else max(INCOMPLETE + 1, round(models * _FIRST_SHARE))
    return [
        0 if number < first else 1 + (number - first) * (releases - 1) // (models - first) for number in range(models)
    ]


def _languages(languages: Sequence[str], in_all: bool, rng: np.random.Generator) -> tuple[str, ...]:
    further = [name for name in languages[1:] if rng.random() < _SECOND_LANGUAGE_SHARE or in_all]
    return (languages[0], *further)


def _planned_submission(
    model: int, attempt: int, release: int, languages: tuple[str, ...], published: datetime, rng: np.random.Generator
) -> PlannedSubmission:
    # A second attempt is made public after the first, even if both are in the same release.
    before = rng.uniform(1, 4) if attempt else rng.uniform(5, 26)
    public_at = published - timedelta(days=float(before))
    scored_at = public_at - timedelta(hours=float(rng.uniform(0.5, 20)))
    created_at = scored_at - timedelta(hours=float(rng.uniform(1, 12)))
    return PlannedSubmission(model, attempt, release, languages, created_at, scored_at, public_at)
