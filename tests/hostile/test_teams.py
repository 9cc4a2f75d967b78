"""What a team owns, nobody outside sees or changes, and its readers change nothing: at every address, by every method.

The addresses come from the URL maps (tests/leaderboard/web/addresses.py), so a new page or call is tried too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import resolve

from leaderboard.models import (
    ApiToken,
    Generator,
    Invitation,
    Membership,
    PromptSuite,
    Role,
    Submission,
    Team,
    User,
)
from leaderboard.pipeline import invitations, teams
from tests.factories import GeneratorFactory, UserFactory, scored_submission
from tests.leaderboard.api.calls import client_of
from tests.leaderboard.web.addresses import addresses
from tests.leaderboard.web.people import generator_of, signed_in

pytestmark = pytest.mark.django_db

SECRET = "Zephyr7q"
OWNED: tuple[type[Model], ...] = (Team, Membership, Invitation, Generator, Submission)
BODY = {
    "name": "Changed",
    "organisation": "Changed",
    "licence": "Changed",
    "label": "Changed",
    "role": "owner",
    "email": "new@example.org",
    "languages": ["en"],
    "suite": "demo/1",
    "base_url": "https://images.example.org/v1",
    "model": "m",
}
"""Fields that many forms and calls take, so that what they refuse is the person and not the request."""


class Lab(NamedTuple):
    """A team with a private submission, and what leads to it."""

    owner: User
    team: Team
    submission: Submission

    def values(self, key: int) -> dict[str, list[Any]]:
        return {
            "submission_id": [self.submission.pk],
            "generator_id": [self.submission.generator_id],
            "image_id": list(self.submission.images.values_list("pk", flat=True)[:1]),
            "team_id": [self.team.pk],
            "user_id": [self.owner.pk],
            "invitation_id": [Invitation.objects.get().pk],
            "form": ["csv"],
            "file": ["board.csv"],
            "key": [key],
        }


@pytest.fixture
def lab() -> Lab:
    owner = UserFactory.create()
    team = teams.create(f"{SECRET} team", owner)
    invitations.invite(team, "invited@example.org", Role.MEMBER, owner, str)
    generator = GeneratorFactory.create(owner=owner, team=team, name=SECRET)
    return Lab(owner, team, scored_submission(generator=generator))


def every_address(lab: Lab) -> list[str]:
    suite: PromptSuite = lab.submission.suite
    keys = (lab.submission.pk, lab.submission.generator_id, lab.team.pk)
    return sorted({address for key in keys for address in addresses(suite, lab.values(key))})


def rows() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in OWNED}


def requests(user: User, address: str) -> Iterator[Any]:
    """Every method that could change something."""
    if address.startswith("/api/"):
        ApiToken.objects.filter(user=user).delete()  # there are more addresses than tokens that an account may have
        client = client_of(user)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            yield client.generic(method, address, json.dumps(BODY), content_type="application/json")
    else:
        yield signed_in(user).post(address, BODY)


@pytest.mark.parametrize("role", [Role.READER, None])
def test_who_may_not_change_things_changes_nothing_anywhere(lab: Lab, role: Role | None) -> None:
    before = rows()
    user = UserFactory.create()
    if role:
        Membership.objects.create(team=lab.team, user=user, role=role)
    generator_of(user)  # so that no page asks for one first
    for address in every_address(lab):
        if resolve(address).url_name in OF_ONES_OWN:
            continue
        statuses = [reply.status_code for reply in requests(user, address)]
        after = rows()
        changed = [row for name, kept in before.items() for row in kept if row not in after[name]]
        assert not changed, f"{address} answers with {statuses} and changes {changed}"


OF_ONES_OWN = {"account_logout", "account-delete"}
"""Addresses at which people decide about themselves."""


def test_nobody_outside_a_team_sees_anything_of_it(lab: Lab) -> None:
    strangers = {
        "outsider": signed_in(UserFactory.create()),
        "nobody": Client(),
        "token": client_of(UserFactory.create()),
    }
    for address in every_address(lab):
        for name, client in strangers.items():
            reply = client.get(address)
            body = b"".join(reply) if reply.streaming else reply.content
            assert SECRET.encode() not in body, f"{address} for {name}"


def test_every_member_sees_what_the_team_owns(lab: Lab) -> None:
    for role in Role:
        user = UserFactory.create()
        Membership.objects.create(team=lab.team, user=user, role=role)
        for address in (
            f"/submissions/{lab.submission.pk}/",
            "/submissions/",
            "/generators/",
            f"/account/teams/{lab.team.pk}/",
        ):
            assert SECRET in signed_in(user).get(address).content.decode(), f"{address} for a {role}"
        assert client_of(user).get(f"/api/v1/submissions/{lab.submission.pk}").json()["generator"] == SECRET
