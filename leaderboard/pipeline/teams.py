"""Teams: creating, renaming, members and their roles, leaving, deleting.

Whatever changes the members of a team locks its row first, as a submission does that counts against its quota. So two
changes at once come one after the other, and a trigger (migration 0085) refuses what would leave a team without owner.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.models import (
    ApiToken,
    Generator,
    Membership,
    SharedSubmission,
    ShareLink,
    Team,
    User,
    is_leaving,
)
from leaderboard.models import Role as Role
from leaderboard.models.clock import Now


class TeamRefused(ValueError):
    """Nothing was changed; the message says why, and what to do."""


class OnlyOwners(TeamRefused):
    """Only owners of the team may do this."""


def create(name: str, founder: User) -> Team:
    """Create a team whose owner is the founder.

    Raises:
        TeamRefused: when the founder owns as many teams as an account may.
    """
    most = settings.SALON_ACCOUNT_TEAMS
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=founder.pk)
        owned = Membership.objects.filter(user=founder, role=Role.OWNER, team__personal_of__isnull=True)
        if owned.count() >= most:
            raise TeamRefused(
                ngettext(
                    "you own %(count)d team, the most that an account may own; delete it first",
                    "you own %(count)d teams, the most that an account may own; delete one first",
                    most,
                )
                % {"count": most}
            )
        team = Team.objects.create(name=name)
        Membership.objects.create(team=team, user=founder, role=Role.OWNER)
    return team


def rename(team: Team, name: str, by: User) -> None:
    """Give a team another name.

    Raises:
        TeamRefused: when ``by`` does not own it, or it is a person's own space.
    """
    with transaction.atomic():
        locked = locked_for(by, team)
        Team.objects.filter(pk=locked.pk).update(name=name)


def change_role(team: Team, user_id: int, role: Role, by: User) -> None:
    """Give a member another role.

    Raises:
        TeamRefused: when ``by`` does not own the team, there is no such member, or no owner would remain.
    """
    with transaction.atomic():
        locked_for(by, team)
        membership = _member(team, user_id)
        if role != Role.OWNER:
            _check_other_owner(membership)
        Membership.objects.filter(pk=membership.pk).update(role=role)


def remove(team: Team, user_id: int, by: User) -> None:
    """Remove a member, or leave the team oneself.

    The person's tokens of this team are deleted, and their share links to its results are revoked.

    Raises:
        TeamRefused: when ``by`` neither owns the team nor is the member, or no owner would remain.
    """
    with transaction.atomic():
        if user_id == by.pk:
            _locked(team)
        else:
            locked_for(by, team)
        membership = _member(team, user_id)
        _check_other_owner(membership)
        ApiToken.objects.filter(team=team, user=user_id).delete()
        shared = SharedSubmission.objects.filter(link__created_by=user_id, submission__generator__team=team)
        ShareLink.objects.filter(pk__in=shared.values("link"), revoked_at__isnull=True).update(revoked_at=Now())
        membership.delete()


def delete_team(team: Team, by: User) -> None:
    """Delete a team without generators, with its invitations and tokens.

    Raises:
        TeamRefused: when ``by`` does not own it, or it has, or had, generators.
    """
    with transaction.atomic():
        locked = locked_for(by, team)
        if Generator.objects.filter(team=team, deleted_at__isnull=True).exists():
            raise TeamRefused(_("this team has generators; only a team without any can be deleted"))
        if Generator.objects.filter(team=team).exists():
            raise TeamRefused(_("this team has submitted, and its submissions are still counted; it cannot be deleted"))
        locked.delete()


def locked_for(user: User, team: Team) -> Team:
    """The team, locked until the transaction ends, for a change that only its owners may make.

    Raises:
        TeamRefused: when the user does not own it, or it is a person's own space.
    """
    locked = _locked(team)
    if not Membership.objects.filter(team=team, user=user, role=Role.OWNER).exists():
        raise OnlyOwners(_("only owners of the team “%(team)s” can do this; ask one of them") % {"team": locked.name})
    return locked


def _locked(team: Team) -> Team:
    locked = Team.objects.select_for_update(no_key=True).filter(pk=team.pk).first()
    if locked is None:
        raise TeamRefused(_("this team was deleted"))
    if locked.personal_of_id is not None:
        raise TeamRefused(_("this is a person's own space; create a team to work with others"))
    return locked


def _member(team: Team, user_id: int) -> Membership:
    membership = Membership.objects.select_related("user").filter(team=team, user=user_id).first()
    if membership is None:
        raise TeamRefused(_("this person does not belong to the team (any more)"))
    return membership


def _check_other_owner(membership: Membership) -> None:
    if membership.role != Role.OWNER:
        return
    others = Membership.objects.filter(
        ~is_leaving("user"), team=membership.team_id, role=Role.OWNER, user__is_active=True
    )
    if not others.exclude(pk=membership.pk).exists():
        raise TeamRefused(_("a team needs an owner; make another member an owner first"))
