"""What the database itself ensures about teams, for programs of every version."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from leaderboard.models import Generator, Membership, Role, Team, User, personal_team
from tests.factories import GeneratorFactory, UserFactory
from tests.leaderboard.pipeline.threads import together

pytestmark = pytest.mark.django_db


def team_of(*owners: User) -> Team:
    with transaction.atomic():
        team = Team.objects.create(name="Lab")
        for owner in owners:
            Membership.objects.create(team=team, user=owner, role=Role.OWNER)
    return team


def check_now() -> None:
    """What would be checked when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_every_account_has_a_team_of_its_own_however_it_is_made() -> None:
    by_hand = User.objects.create_user("anna@example.org", "salon-secret-1", submission_quota=7, storage_quota_gib=8)
    [in_bulk] = User.objects.bulk_create([User(email="bert@example.org")])
    for user in (by_hand, in_bulk):
        membership = Membership.objects.get(team=personal_team(user))
        assert (membership.user, membership.role) == (user, Role.OWNER)
    team = personal_team(by_hand)
    assert (team.submission_quota, team.storage_quota_gib) == (7, 8)
    # As the previous version's administration sets it.
    User.objects.filter(pk=by_hand.pk).update(submission_quota=9)
    team.refresh_from_db()
    assert (team.submission_quota, team.storage_quota_gib) == (9, 8)
    Team.objects.filter(pk=team.pk).update(submission_quota=11)
    by_hand.refresh_from_db()
    by_hand.first_name = "Anna"
    by_hand.save()
    team.refresh_from_db()
    assert team.submission_quota == 11, "saving an account does not undo what its team got"


def test_a_generator_of_the_previous_version_belongs_to_its_owners_team() -> None:
    owner = UserFactory.create()
    [made] = Generator.objects.bulk_create([Generator(owner=owner, name="A", organisation="B", licence="C")])
    assert Generator.objects.get(pk=made.pk).team == personal_team(owner)
    assert GeneratorFactory.create(owner=owner, team=team_of(owner)).team.name == "Lab"


@pytest.mark.parametrize("how", ["delete", "demote", "move"])
def test_the_last_owner_cannot_leave(how: str) -> None:
    owner = UserFactory.create()
    team, other = team_of(owner), team_of(UserFactory.create())
    Membership.objects.create(team=team, user=UserFactory.create(), role=Role.MEMBER)
    check_now()
    own = Membership.objects.filter(team=team, user=owner)
    with pytest.raises(IntegrityError, match="would have no owner"), transaction.atomic():
        if how == "delete":
            own.delete()
        elif how == "demote":
            own.update(role=Role.READER)
        else:
            own.update(team=other)
        check_now()


def test_a_team_without_generators_is_deleted_with_its_members() -> None:
    team = team_of(UserFactory.create())
    team.delete()
    check_now()
    assert not Membership.objects.filter(team=team.pk).exists()


def test_nobody_joins_or_leaves_a_persons_own_space() -> None:
    user, other = UserFactory.create(), UserFactory.create()
    check_now()
    with pytest.raises(IntegrityError, match="the space of one person"), transaction.atomic():
        Membership.objects.create(team=personal_team(user), user=other, role=Role.READER)
        check_now()
    with pytest.raises(IntegrityError, match="would have no owner"), transaction.atomic():
        Membership.objects.filter(user=user).delete()
        check_now()


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays() -> None:
    owners = [UserFactory.create(), UserFactory.create()]
    team = team_of(*owners)

    def leave(user: User) -> bool:
        try:
            Membership.objects.filter(team=team, user=user).delete()
        except IntegrityError:
            return False
        return True

    assert sorted(together([lambda user=user: leave(user) for user in owners])) == [False, True]  # type: ignore[misc]  # mypy cannot infer lambdas with defaults
    assert Membership.objects.filter(team=team, role=Role.OWNER).count() == 1
