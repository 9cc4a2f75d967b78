"""``salon teams``: from creating a team to somebody else's generator in it."""

from __future__ import annotations

import pytest

from leaderboard.models import Invitation, Team, User
from leaderboard.pipeline.accounts import Grant, Scope, create_token
from leaderboard.pipeline.teams import Role
from tests.factories import GeneratorFactory
from tests.leaderboard.client.conftest import Run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_team_is_created_shown_and_joined(signed_in: Run, author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    created = signed_in("teams", "create", "Lab", "--json")
    assert (created.code, created.json["name"]) == (0, "Lab")
    team = Team.objects.get(name="Lab")
    shown = signed_in("teams", "show", "Lab")
    assert (shown.code, author.email in shown.out, "owner" in shown.out) == (0, True, True)
    invited = signed_in("teams", "invite", "Lab", "reader@example.org", "--role", "reader")
    assert (invited.code, "Invited reader@example.org as reader" in invited.err) == (0, True)
    assert Invitation.objects.get().role == Role.READER
    assert "reader@example.org" in signed_in("teams", "show", team.pk).out
    listed = signed_in("teams", "list", "--json").json
    assert [(one["name"], one["role"], one["personal"]) for one in listed] == [
        ("", "owner", True),
        ("Lab", "owner", False),
    ]
    assert "your own space" in signed_in("teams", "list").out
    added = signed_in("generators", "add", "Maple", "--organisation", "Lab", "--licence", "MIT", "--team", "Lab")
    assert (added.code, author.generators.get().team) == (0, team)


def test_errors_name_the_teams_and_the_scope_that_is_missing(
    signed_in: Run, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "you belong to no team named Lab; yours: none yet" in signed_in("teams", "show", "Lab").err
    signed_in("teams", "create", "Lab")
    assert "yours: Lab (" in signed_in("teams", "invite", "Other", "a@example.org").err
    assert signed_in("teams", "invite", "Lab", "no address").code == 3
    monkeypatch.setenv("SALON_TOKEN", create_token(author, "ci", Grant((Scope.READ, Scope.SUBMIT)))[1])
    lacking = signed_in("teams", "create", "Another")
    assert (lacking.code, "publish" in lacking.err) == (3, True)
    stranger = GeneratorFactory.create().owner
    monkeypatch.setenv("SALON_TOKEN", create_token(stranger, "other")[1])
    assert signed_in("teams", "show", "Lab").code == 3
