"""Teams, which own generators and what follows from them, and the people in them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Now

from leaderboard.models.accounts import User
from leaderboard.models.texts import LineField


class Role(models.TextChoices):
    """What a person may do in a team.

    Owners do everything, and decide who belongs to it. Members register generators, submit, publish and withdraw.
    Readers see private submissions and download them, and change nothing.
    """

    OWNER = "owner", "owner"
    MEMBER = "member", "member"
    READER = "reader", "reader"


CHANGING: Final = (Role.OWNER, Role.MEMBER)
"""The roles that may change what a team owns."""


class Team(models.Model):
    """One or more people who submit together.

    ``personal_of``: this is the space of one person, who is its only member; it has no name. The database creates it
    with the account, so that every account has one (migration 0086).
    ``submission_quota``: how many submissions it has in QUOTA_DAYS days, None for what QUOTA_SUBMISSIONS says;
    ``storage_quota_gib``: the same for ACCOUNT_STORAGE_GIB.
    """

    name = LineField(max_length=80, blank=True)
    personal_of = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="personal_team"
    )
    submission_quota = models.PositiveIntegerField(null=True, blank=True)
    storage_quota_gib = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(personal_of__isnull=True) & ~Q(name="") | Q(personal_of__isnull=False, name=""),
                name="team_has_a_name_or_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.personal_of)


class Membership(models.Model):
    """A person in a team. A trigger ensures that a team keeps an owner, and a personal one its only member."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    since = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class Invitation(models.Model):
    """An invitation by mail. Only the SHA-256 of the link's token is stored.

    It is open until it is accepted or revoked, or past ``expires_at``.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitations"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "team",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.email} to {self.team}"


def memberships_of(user: User, roles: Collection[Role] = tuple(Role)) -> QuerySet[Membership]:
    """A person's memberships with one of these roles; with a token of one team, that team's only."""
    memberships = Membership.objects.filter(user=user, role__in=roles)
    return memberships if user.only_team is None else memberships.filter(team=user.only_team)


def role_in(user: User, team_id: int) -> Role | None:
    """A person's role in a team; None for anyone who does not belong to it."""
    role = memberships_of(user).filter(team=team_id).values_list("role", flat=True).first()
    return Role(role) if role else None


def personal_team(user: User) -> Team:
    """A person's own space."""
    return Team.objects.select_related("personal_of").get(personal_of=user)
