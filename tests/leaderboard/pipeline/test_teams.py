"""Teams: who may do what to their members, invitations, and what two do at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.core import mail

from leaderboard.models import (
    ApiToken,
    Generator,
    Invitation,
    Membership,
    Role,
    Submission,
    Team,
    User,
    personal_team,
    role_in,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline import accounts, invitations, teams
from leaderboard.pipeline.accounts import Grant
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.pipeline.teams import OnlyOwners, TeamRefused
from leaderboard.pipeline.work import quota
from leaderboard.pipeline.work.quota import QuotaExhausted
from tests.factories import GeneratorFactory, UserFactory, load_demo_suite, load_pixel_profile
from tests.leaderboard.pipeline.runs import SPEC
from tests.leaderboard.pipeline.threads import overlapping, together

pytestmark = pytest.mark.django_db
real = pytest.mark.django_db(transaction=True)

LINK = "https://salon.example.org/join/"


def link_of(token: str) -> str:
    return f"{LINK}{token}"


def joined(team: Team, role: Role) -> User:
    user = UserFactory.create()
    Membership.objects.create(team=team, user=user, role=role)
    return user


def invited(team: Team, owner: User, user: User, role: Role = Role.MEMBER) -> str:
    """The token in the link."""
    return invitations.invite(team, user.email, role, owner, link_of).link.removeprefix(LINK)


def generator_of(team: Team) -> Generator:
    return GeneratorFactory.create(team=team, owner=team.memberships.get(role=Role.OWNER).user)


def submit(generator: Generator, by: User) -> Submission:
    load_pixel_profile()
    return submit_endpoint(generator, load_demo_suite(), ["en"], SPEC, by=by)


def test_a_person_owns_as_many_teams_as_an_account_may(settings: LazySettings) -> None:
    settings.SALON_ACCOUNT_TEAMS = 1
    owner = UserFactory.create()
    team = teams.create("Lab", owner)
    assert role_in(owner, team.pk) == Role.OWNER
    with pytest.raises(TeamRefused, match="the most that an account may own"):
        teams.create("Second", owner)
    other = joined(team, Role.OWNER)
    teams.remove(team, owner.pk, other)
    teams.create("Second", owner)


CHANGES: dict[str, Callable[[Team, User, User], object]] = {
    "rename": lambda team, by, _: teams.rename(team, "Other", by),
    "role": lambda team, by, other: teams.change_role(team, other.pk, Role.OWNER, by),
    "remove": lambda team, by, other: teams.remove(team, other.pk, by),
    "delete": lambda team, by, _: teams.delete_team(team, by),
    "invite": lambda team, by, _: invitations.invite(team, "new@example.org", Role.READER, by, link_of),
    "revoke": lambda team, by, _: invitations.revoke(team, team.invitations.get().pk, by),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", [Role.MEMBER, Role.READER, None])
def test_only_owners_change_a_team(change: str, role: Role | None) -> None:
    owner = UserFactory.create()
    team = teams.create("Lab", owner)
    invitations.invite(team, "old@example.org", Role.MEMBER, owner, link_of)
    other = joined(team, Role.READER)
    by = joined(team, role) if role else UserFactory.create()
    before = list(Membership.objects.order_by("pk").values_list("team", "user", "role"))
    with pytest.raises(OnlyOwners):
        CHANGES[change](team, by, other)
    assert list(Membership.objects.order_by("pk").values_list("team", "user", "role")) == before
    assert (Team.objects.get(pk=team.pk).name, team.invitations.filter(revoked_at=None).count()) == ("Lab", 1)
    CHANGES[change](team, owner, other)


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_changes_a_persons_own_space(change: str) -> None:
    owner = UserFactory.create()
    team = personal_team(owner)
    Invitation.objects.create(
        team=team, email="old@example.org", role=Role.READER, digest="0" * 64, expires_at=Now() + timedelta(days=1)
    )
    with pytest.raises(TeamRefused, match="own space"):
        CHANGES[change](team, owner, owner)


def test_a_team_keeps_an_owner_who_can_act() -> None:
    owner = UserFactory.create()
    team = teams.create("Lab", owner)
    other = joined(team, Role.OWNER)
    User.objects.filter(pk=other.pk).update(is_active=False)
    for change in (
        partial(teams.remove, team, owner.pk, owner),
        partial(teams.change_role, team, owner.pk, Role.READER, owner),
    ):
        with pytest.raises(TeamRefused, match="a team needs an owner"):
            change()
    teams.remove(team, other.pk, owner)


def test_a_team_that_ever_had_generators_stays() -> None:
    owner = UserFactory.create()
    team = teams.create("Lab", owner)
    generator = generator_of(team)
    with pytest.raises(TeamRefused, match="has generators"):
        teams.delete_team(team, owner)
    Generator.objects.filter(pk=generator.pk).update(deleted_at=Now())
    with pytest.raises(TeamRefused, match="has submitted"):
        teams.delete_team(team, owner)


def test_who_leaves_loses_the_tokens_of_the_team_and_every_access() -> None:
    owner = UserFactory.create()
    team = teams.create("Lab", owner)
    member = joined(team, Role.MEMBER)
    _, of_team = accounts.create_token(member, "ci", Grant(team=team))
    _, own = accounts.create_token(member, "own")
    assert accounts.user_for_token(of_team) == member
    teams.remove(team, member.pk, member)
    assert accounts.user_for_token(of_team) is None
    assert accounts.user_for_token(own) == member
    assert ApiToken.objects.count() == 1


# --- invitations ------------------------------------------------------------------------------------------------------
def test_an_invitation_is_mailed_and_accepted_once_by_the_invited_account(settings: LazySettings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    owner, invitee = UserFactory.create(), UserFactory.create(email="Carla@example.org")
    team = teams.create("Lab", owner)
    sent = invitations.invite(team, "carla@EXAMPLE.org", Role.READER, owner, link_of)
    assert sent.is_mailed
    assert [(message.to, sent.link in message.body) for message in mail.outbox] == [(["carla@EXAMPLE.org"], True)]
    token = sent.link.removeprefix(LINK)
    assert token not in str(vars(sent.invitation)), "only its digest is stored"
    with pytest.raises(TeamRefused, match=r"is for carla@EXAMPLE\.org, and you are signed in as"):
        invitations.accept(token, UserFactory.create())
    assert invitations.accept(token, invitee) == team
    assert role_in(invitee, team.pk) == Role.READER
    with pytest.raises(TeamRefused, match="already accepted"):
        invitations.accept(token, invitee)
    with pytest.raises(TeamRefused, match="already belongs"):
        invitations.invite(team, invitee.email, Role.OWNER, owner, link_of)


def test_an_invitation_ends_by_time_by_revoking_and_by_another_one() -> None:
    owner, invitee = UserFactory.create(), UserFactory.create()
    team = teams.create("Lab", owner)
    first = invited(team, owner, invitee)
    second = invited(team, owner, invitee)
    with pytest.raises(TeamRefused, match="revoked or replaced"):
        invitations.accept(first, invitee)
    Invitation.objects.update(expires_at=Now() - timedelta(seconds=1))
    with pytest.raises(TeamRefused, match="expired"):
        invitations.accept(second, invitee)
    assert not invitations.open_invitations(team).exists()
    third = invited(team, owner, invitee)
    invitations.revoke(team, invitations.open_invitations(team).get().pk, owner)
    with pytest.raises(TeamRefused, match="revoked"):
        invitations.accept(third, invitee)
    with pytest.raises(TeamRefused, match="no longer open"):
        invitations.revoke(team, Invitation.objects.order_by("pk").first().pk, owner)  # type: ignore[union-attr]  # there are three
    with pytest.raises(TeamRefused, match="no such invitation"):
        invitations.accept("some-token", invitee)
    assert role_in(invitee, team.pk) is None


def test_invitations_are_limited_per_person_and_team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 3)
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    owner = UserFactory.create()
    team, other = teams.create("Lab", owner), teams.create("Other", owner)
    for number in range(2):
        invitations.invite(team, f"{number}@example.org", Role.READER, owner, link_of)
    with pytest.raises(TeamRefused, match="2 invitations of this team are open"):
        invitations.invite(team, "2@example.org", Role.READER, owner, link_of)
    invitations.invite(other, "2@example.org", Role.READER, owner, link_of)
    with pytest.raises(TeamRefused, match="3 invitations in the last 24 hours"):
        invitations.invite(other, "3@example.org", Role.READER, owner, link_of)


# --- what two do at once ----------------------------------------------------------------------------------------------
@real
def test_two_owners_who_leave_at_once_leave_one() -> None:
    owner = UserFactory.create()
    team = teams.create("Lab", owner)
    other = joined(team, Role.OWNER)

    def leave(user: User) -> bool:
        try:
            teams.remove(team, user.pk, user)
        except TeamRefused:
            return False
        return True

    assert sorted(together([partial(leave, owner), partial(leave, other)])) == [False, True]
    assert Membership.objects.filter(team=team).count() == 1


@real
def test_an_invitation_that_is_revoked_while_it_is_accepted_is_one_of_both() -> None:
    owner, invitee = UserFactory.create(), UserFactory.create()
    team = teams.create("Lab", owner)
    token = invited(team, owner, invitee)
    key = invitations.open_invitations(team).get().pk

    def accept() -> bool:
        try:
            invitations.accept(token, invitee)
        except TeamRefused:
            return False
        return True

    _, accepted = overlapping(partial(invitations.revoke, team, key, owner), accept)
    assert not accepted
    assert role_in(invitee, team.pk) is None


@real
def test_who_is_removed_while_submitting_submits_before_or_not_at_all() -> None:
    owner = UserFactory.create()
    team = teams.create("Lab", owner)
    member = joined(team, Role.MEMBER)
    generator = generator_of(team)
    load_pixel_profile()
    load_demo_suite()

    def attempt() -> bool:
        try:
            submit(generator, member)
        except SubmissionRefused:
            return False
        return True

    _, submitted = overlapping(partial(teams.remove, team, member.pk, owner), attempt)
    assert not submitted
    assert not Submission.objects.exists()


# --- quota ------------------------------------------------------------------------------------------------------------
def test_the_members_of_a_team_share_its_quota_and_keep_their_own(settings: LazySettings) -> None:
    settings.SALON_QUOTA_SUBMISSIONS = 2
    owner = UserFactory.create()
    team = teams.create("Lab", owner)
    member = joined(team, Role.MEMBER)
    generator = generator_of(team)
    assert submit(generator, owner).submitted_by == owner
    assert submit(generator, member).submitted_by == member
    with pytest.raises(QuotaExhausted):
        submit(generator, member)
    assert quota.quota_state(team).left == 0
    assert quota.quota_state(personal_team(member)).left == 2


def test_a_reader_or_stranger_cannot_submit() -> None:
    team = teams.create("Lab", UserFactory.create())
    generator = generator_of(team)
    for user in (joined(team, Role.READER), UserFactory.create()):
        with pytest.raises(SubmissionRefused, match="only owners and members of the team “Lab”"):
            submit(generator, user)
    assert not Submission.objects.exists()
