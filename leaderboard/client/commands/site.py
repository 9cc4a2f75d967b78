"""The site of a command, and what its arguments name there."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Protocol

from leaderboard.client import calls
from leaderboard.client.commands.output import say
from leaderboard.client.credentials import current
from leaderboard.client.errors import BadInput
from leaderboard.client.models import OwnGenerator, Suite, Team
from leaderboard.client.salon import Salon


def site() -> Salon:
    """The site that the environment or the latest login names."""
    account = current()
    return Salon(account.url, account.token)


def suite_named(salon: Salon, name: str) -> Suite:
    """The suite "key/version" or "key-vVersion", or the only one with that key.

    Raises:
        BadInput: naming the suites that there are.
    """
    suites = salon.call(calls.list_suites())
    found = [suite for suite in suites if name in (suite.name, suite.key, f"{suite.key}-v{suite.version}")]
    if len(found) == 1:
        return found[0]
    names = ", ".join(suite.name for suite in (found or suites)) or "none"
    problem = f"there are several suites {name}" if found else f"there is no suite {name}"
    raise BadInput(f"{problem}; name one of these: {names}")


class HasLanguages(Protocol):
    """A suite, of the API or of the domain."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> Sequence[str]: ...


def languages_of(suite: HasLanguages, chosen: list[str] | None) -> list[str]:
    """The chosen languages; without a choice, all of the suite.

    Raises:
        BadInput: if the suite does not have one of them.
    """
    unknown = [language for language in chosen or () if language not in suite.languages]
    if unknown:
        has = ", ".join(suite.languages)
        raise BadInput(f"the suite {suite.name} has no prompts in {', '.join(unknown)}; it has them in {has}")
    return list(dict.fromkeys(chosen)) if chosen else list(suite.languages)


def team_named(salon: Salon, name: str) -> Team:
    """Your team of that name or number.

    Raises:
        BadInput: naming those that there are.
    """
    teams = [team for team in salon.call(calls.list_teams()) if not team.personal]
    found = [team for team in teams if name in (team.name, str(team.id))]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{team.name} ({team.id})" for team in teams) or "none yet"
    raise BadInput(f"{'several of your teams are' if found else 'you belong to no team'} named {name}; yours: {names}")


def generator_named(salon: Salon, name: str) -> OwnGenerator:
    """Your generator of that number, name, or team and name such as "Lab/Fine".

    Raises:
        BadInput: naming those that there are, and how to add one; or which of several are meant.
    """
    generators = salon.call(calls.list_generators())
    found = [one for one in generators if name in (one.name, f"{one.team_name}/{one.name}", str(one.id))]
    if len(found) == 1:
        return found[0]
    if found:
        which = ", ".join(f"{one.id} ({one.team_name or 'your own space'})" for one in found)
        raise BadInput(f"several of your generators are named {name}; give the number of one of them: {which}")
    alike = [
        one for one in generators if name.casefold() in (one.name.casefold(), f"{one.team_name}/{one.name}".casefold())
    ]
    if len(alike) == 1:
        say(f"The generator is {alike[0].name} ({alike[0].id}).")
        return alike[0]
    names = ", ".join(f"{generator.name} ({generator.id})" for generator in generators) or "none yet"
    raise BadInput(
        f"you have no generator named {name}. Yours: {names}. To add it: salon generators add {shlex.quote(name)} "
        "--organisation ORGANISATION --licence LICENCE"
    )
