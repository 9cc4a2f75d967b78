"""``salon generators``: the models that you submit."""

from __future__ import annotations

from typing import Annotated

import typer

from leaderboard.client import calls
from leaderboard.client.commands.output import Json, command, print_json, print_table, say
from leaderboard.client.commands.site import site, team_named
from leaderboard.client.models import GeneratorIn

app = typer.Typer(help="Your generators: the models that you submit.", no_args_is_help=True)


@app.command("list")
@command
def list_generators(as_json: Json = False) -> None:
    """List your generators."""
    with site() as salon:
        found = salon.call(calls.list_generators())
    if as_json:
        print_json(found)
    else:
        print_table(
            ("id", "name", "team", "organisation", "licence"),
            [(g.id, g.name, g.team_name or "–", g.organisation, g.licence) for g in found],
        )


@app.command("add")
@command
def add_generator(
    name: Annotated[str, typer.Argument(help="The model's name, as boards will show it.")],
    organisation: Annotated[str, typer.Option(help="Who made the model.")],
    licence: Annotated[str, typer.Option(help="The model's licence, such as Apache-2.0 or proprietary.")],
    open_weights: Annotated[bool, typer.Option("--open-weights", help="The weights can be downloaded.")] = False,
    homepage: Annotated[str, typer.Option(help="A web address.")] = "",
    parameters: Annotated[int | None, typer.Option(help="The number of parameters.")] = None,
    description: Annotated[str, typer.Option(help="A few sentences.")] = "",
    team: Annotated[str, typer.Option(help="The name or number of the team that owns it; else your own space.")] = "",
    as_json: Json = False,
) -> None:
    """Register a generator."""
    facts = GeneratorIn(
        name=name,
        organisation=organisation,
        licence=licence,
        open_weights=open_weights,
        homepage=homepage,
        parameter_count=parameters,
        description=description,
    )
    with site() as salon:
        if team:
            facts = facts.model_copy(update={"team": team_named(salon, team).id})
        generator = salon.call(calls.create_generator(facts))
    if as_json:
        print_json(generator)
    else:
        of_team = f" of {generator.team_name}" if generator.team_name else ""
        say(f"Registered {generator.name} as generator {generator.id}{of_team}.")
