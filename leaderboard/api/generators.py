"""Generators: those of an author and of their teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from leaderboard.api.auth import TokenAuth, person
from leaderboard.api.generator_schemas import GeneratorIn, OwnGeneratorOut
from leaderboard.pipeline import accounts
from leaderboard.pipeline.administration.own_generators import delete_generator as delete_own_generator
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.queries.teams import acting_team, own_team
from leaderboard.queries.visibility import check_may_change, check_may_register, own_generators

if TYPE_CHECKING:
    from leaderboard.models import Team, User

router = Router(auth=TokenAuth(), tags=["submissions"])


@router.get("/generators", response=list[OwnGeneratorOut])
def list_generators(request: HttpRequest) -> Any:
    """Your generators."""
    return own_generators(person(request))


@router.post("/generators", response={201: OwnGeneratorOut})
def create_generator(request: HttpRequest, payload: GeneratorIn) -> Any:
    """Register a generator; its name is unique in its team."""
    facts = payload.dict()
    team = team_for(person(request), facts.pop("team"))
    return Status(201, accounts.create_generator(person(request), facts, team))


@router.delete("/generators/{key}", response={204: None})
def delete_generator(request: HttpRequest, key: int) -> Any:
    """Delete a generator of which nothing was ever public, with its submissions; the quota stays as it is."""
    user = person(request)
    generator = get_object_or_404(own_generators(user), pk=key)
    check_may_change(user, generator)
    delete_own_generator(generator, user)
    return Status(204, None)


def team_for(user: User, key: int | None) -> Team:
    """The team for which a person registers a generator.

    Raises:
        SubmissionRefused: when the person does not belong to it. OnlyReader: when they only read.
    """
    team = acting_team(user) if key is None else own_team(user, key)
    if team is None:
        raise SubmissionRefused(f"you do not belong to a team {key}; see GET /api/v1/teams")
    check_may_register(user, team)
    return team
