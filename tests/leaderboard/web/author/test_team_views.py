"""The pages of teams: creating, inviting, joining, roles, leaving; and lists by team."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from leaderboard.models import Generator, Membership, Role, Team, User, role_in
from leaderboard.pipeline import teams
from tests.factories import GeneratorFactory, scored_submission
from tests.leaderboard.web.people import generator_of, person, signed_in

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, path
    return " ".join(reply.content.decode().split())


def invited(owner: Client, team: Team, email: str, role: str = "reader") -> str:
    """The path of the link, which the page shows because no mail server is configured."""
    reply = owner.post(f"/account/teams/{team.pk}/invite/", {"email": email, "role": role}).content.decode()
    found = re.search(r"http://testserver(/account/teams/join/[\w-]{43}/)", reply)
    assert found is not None
    return found[1]


def team_of(owner: User) -> Team:
    return teams.create("Lab 7", owner)


def test_a_team_is_created_and_somebody_joins_by_link() -> None:
    owner, other, stranger = person(), person(), person()
    client = signed_in(owner)
    assert "You belong to no team." in text(client, "/account/teams/")
    client.post("/account/teams/", {"name": "Lab 7"})
    team = Team.objects.get(name="Lab 7")
    link = invited(client, team, other.email)
    assert other.email in text(client, f"/account/teams/{team.pk}/")
    as_anybody = text(Client(), link)
    assert f"/account/login/?next={link}" in as_anybody or "next=" in as_anybody
    assert "Lab 7" in as_anybody
    refused = signed_in(stranger).post(link)
    assert refused.status_code == 403
    assert f"is for {other.email}, and you are signed in as {stranger.email}" in refused.content.decode()
    assert Client().post(link).status_code == 200
    assert Membership.objects.filter(team=team).count() == 1
    invitee = signed_in(other)
    assert "Join the team" in text(invitee, link)
    assert invitee.post(link).status_code == 302
    assert role_in(other, team.pk) == Role.READER
    again = invitee.get(link)
    assert again.status_code == 403
    assert "already accepted" in again.content.decode()


def test_roles_change_and_people_leave() -> None:
    owner, other = person(), person()
    team = team_of(owner)
    Membership.objects.create(team=team, user=other, role=Role.READER)
    client, theirs = signed_in(owner), signed_in(other)
    page = f"/account/teams/{team.pk}/"
    assert "Invite somebody" not in text(theirs, page)
    theirs.post(f"{page}members/{other.pk}/role/", {"role": "owner"})
    assert role_in(other, team.pk) == Role.READER
    client.post(f"{page}members/{other.pk}/role/", {"role": "member"})
    assert role_in(other, team.pk) == Role.MEMBER
    assert client.post(f"{page}members/{other.pk}/role/", {"role": "boss"}).status_code == 404
    said = client.post(f"{page}members/{owner.pk}/remove/", follow=True).content.decode()
    assert "a team needs an owner" in said
    assert theirs.post(f"{page}members/{other.pk}/remove/")["Location"] == "/account/teams/"
    assert theirs.get(page).status_code == 404
    client.post(f"{page}rename/", {"name": "Lab 8"})
    assert "Lab 8" in text(client, "/account/teams/")
    assert client.post(f"{page}delete/")["Location"] == "/account/teams/"
    assert not Team.objects.filter(pk=team.pk).exists()


def test_a_generator_is_registered_for_a_team_and_lists_are_filtered_by_it() -> None:
    owner = person()
    client = signed_in(owner)
    assert 'name="team"' not in text(client, "/generators/new/"), "nothing to choose"
    team = team_of(owner)
    foreign = team_of(person())
    facts = {"name": "Zephyr", "organisation": "Lab", "licence": "MIT"}
    refused = client.post("/generators/new/", facts | {"team": foreign.pk})
    assert refused.context["form"].errors["team"]
    client.post("/generators/new/", facts | {"team": team.pk})
    zephyr = Generator.objects.get(name="Zephyr")
    assert (zephyr.team, zephyr.owner) == (team, owner)
    mistral = generator_of(owner, name="Mistral")
    for generator in (zephyr, mistral):
        scored_submission(generator=generator)
    for path in ("/generators/", "/submissions/"):
        assert {"Zephyr", "Mistral"} <= set(re.findall(r"Zephyr|Mistral", text(client, path)))
        assert set(re.findall(r"Zephyr|Mistral", text(client, f"{path}?team={team.pk}"))) == {"Zephyr"}
        assert {"Zephyr", "Mistral"} <= set(re.findall(r"Zephyr|Mistral", text(client, f"{path}?team={foreign.pk}")))
    assert "Lab 7" in text(client, "/account/usage/")
    assert "Zephyr · Lab 7" in text(client, "/submissions/new/endpoint/")


def test_a_reader_reads_and_is_told_why_nothing_can_be_changed() -> None:
    owner, reader = person(), person()
    team = team_of(owner)
    Membership.objects.create(team=team, user=reader, role=Role.READER)
    submission = scored_submission(generator=GeneratorFactory.create(owner=owner, team=team, name="Zephyr"))
    client = signed_in(reader)
    page = text(client, f"/submissions/{submission.pk}/")
    assert "Zephyr" in page
    assert f"/submissions/{submission.pk}/publish/" not in page
    assert "/edit/" not in text(client, "/generators/")
    for path in (
        f"/submissions/{submission.pk}/publish/",
        f"/submissions/{submission.pk}/files/delete/",
        f"/generators/{submission.generator_id}/edit/",
    ):
        refused = client.post(path)
        assert refused.status_code == 403
        assert "You are a reader of this team" in refused.content.decode()
    assert "Zephyr" not in text(client, "/account/usage/")
    submission.refresh_from_db()
    assert submission.public_at is None


def test_without_teams_nobody_can_create_one(settings: LazySettings) -> None:
    settings.SALON_ACCOUNT_TEAMS = 0
    client = signed_in(person())
    assert "Create team" not in text(client, "/account/teams/")
    assert client.post("/account/teams/", {"name": "Lab"}).status_code == 200
    assert not Team.objects.filter(name="Lab").exists()
