"""Generators and models."""

from __future__ import annotations

from datetime import date

from leaderboard.client.models.base import Object


class GeneratorIn(Object):
    """A text-to-image model as its author describes it."""

    name: str
    organisation: str
    licence: str
    open_weights: bool = False
    homepage: str = ""
    parameter_count: int | None = None
    description: str = ""
    price_usd: float | None = None
    team: int | None = None


class Generator(Object):
    """A registered generator."""

    id: int
    name: str
    organisation: str
    licence: str
    open_weights: bool
    homepage: str
    parameter_count: int | None
    description: str
    price_usd: float | None
    price_declared_on: date | None


class OwnGenerator(Generator):
    """One of your generators, and the team that it belongs to; ``team_name`` is "" for your own space."""

    team: int
    team_name: str


class Model(Generator):
    """A model with public submissions, the newest first."""

    submissions: list[int]
