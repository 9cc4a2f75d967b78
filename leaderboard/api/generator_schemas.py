"""Schemas of generators."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from leaderboard.api.fields import Link, Name, Paragraphs
from leaderboard.api.request_schema import RequestSchema
from leaderboard.domain.submission.price import LEAST_PRICE, MOST_PRICE, PRICE_PLACES


class GeneratorIn(RequestSchema):
    """A text-to-image model as its author describes it."""

    name: Name
    organisation: Name
    licence: Name
    open_weights: bool = False
    homepage: Link = ""
    parameter_count: int | None = Field(None, gt=0, lt=2**63)
    description: Paragraphs = ""
    price_usd: float | None = Field(
        None,
        ge=float(LEAST_PRICE),
        le=float(MOST_PRICE),
        description=f"What one picture costs in US dollars, rounded to {PRICE_PLACES} decimals.",
    )
    team: int | None = Field(
        None, description="Whose it is: one of your teams; by default your own space, or the token's only team."
    )


class GeneratorOut(Schema):
    """A stored generator. It has no limits here, because one registered by a form has other limits than those above."""

    id: int
    name: str
    organisation: str
    licence: str
    open_weights: bool
    homepage: str
    parameter_count: int | None
    description: str
    price_usd: float | None = Field(description="What one picture costs in US dollars, as declared by the author.")
    price_declared_on: date | None = Field(description="The day (UTC) on which the author declared this price.")


class OwnGeneratorOut(GeneratorOut):
    """One of your generators, and whose it is."""

    team: int = Field(description="The team that it belongs to.")
    team_name: str = Field(description='"" for your own space.')

    @staticmethod
    def resolve_team(generator: Any) -> int:
        """The number of its team."""
        return int(generator.team_id)

    @staticmethod
    def resolve_team_name(generator: Any) -> str:
        """The name of its team."""
        return str(generator.team.name)
