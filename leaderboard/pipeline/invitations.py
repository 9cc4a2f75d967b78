"""Invitations to teams: a link by mail, for whoever has or makes an account with that email address."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from leaderboard.models import Invitation, Membership, Role, Team, User
from leaderboard.models.clock import Now, read
from leaderboard.pipeline.teams import TeamRefused, locked_for

log = logging.getLogger(__name__)

VALID_FOR = timedelta(days=7)
MOST_OPEN = 50
"""The most open invitations of one team: each is a mail from our address to one that a stranger chose."""
MOST_A_DAY = 50
"""The most that one account sends in 24 hours, for all its teams."""

_OPEN = Q(accepted_at__isnull=True, revoked_at__isnull=True)


class WrongAccount(TeamRefused):
    """The invitation is for another email address than that of the account."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A new invitation, its ``link``, and whether it was mailed; if not, the inviter has to pass the link on."""

    invitation: Invitation
    link: str
    is_mailed: bool


def open_invitations(team: Team) -> QuerySet[Invitation]:
    """Those that can still be accepted, the newest first."""
    return team.invitations.filter(_OPEN, expires_at__gt=Now()).select_related("invited_by")


def invite(team: Team, email: str, role: Role, by: User, link_of: Callable[[str], str]) -> Sent:
    """Invite somebody by mail; an earlier open invitation of the same address is replaced.

    Args:
        link_of: the address of the page of a token.

    Raises:
        TeamRefused: when ``by`` does not own the team, the person belongs to it, or too many invitations are open.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        locked = locked_for(by, team)
        if Membership.objects.filter(team=team, user__email__iexact=email).exists():
            raise TeamRefused(_("%(email)s already belongs to this team") % {"email": email})
        team.invitations.filter(_OPEN & (Q(email__iexact=email) | Q(expires_at__lte=Now()))).update(revoked_at=Now())
        _check_number(locked, by)
        invitation = Invitation.objects.create(
            team=locked,
            email=email,
            role=role,
            digest=_digest(token),
            invited_by=by,
            expires_at=read() + VALID_FOR,
        )
    link = link_of(token)
    return Sent(invitation, link, _mail(invitation, link, by))


def revoke(team: Team, invitation_id: int, by: User) -> None:
    """Make an invitation invalid.

    Raises:
        TeamRefused: when ``by`` does not own the team, or there is no such open invitation.
    """
    with transaction.atomic():
        locked_for(by, team)
        if not team.invitations.filter(_OPEN, pk=invitation_id).update(revoked_at=Now()):
            raise TeamRefused(_("this invitation is no longer open"))


def invitation_for(token: str) -> Invitation:
    """The open invitation of a link.

    Raises:
        TeamRefused: if the invitation is unknown, used, revoked or expired; the message says which.
    """
    rows = Invitation.objects.select_related("team", "invited_by").annotate(is_expired=Q(expires_at__lte=Now()))
    invitation = rows.filter(digest=_digest(token)).first()
    if invitation is None:
        raise TeamRefused(_("there is no such invitation; open the link exactly as it stands in the mail"))
    if invitation.revoked_at is not None:
        raise TeamRefused(_("this invitation was revoked or replaced; ask the team for a new one"))
    if invitation.accepted_at is not None:
        raise TeamRefused(_("this invitation was already accepted"))
    if invitation.is_expired:
        raise TeamRefused(_("this invitation has expired; ask the team for a new one"))
    return invitation


def check_account(invitation: Invitation, user: User) -> None:
    """Whether the invitation is for this account.

    Raises:
        WrongAccount: if not.
    """
    if invitation.email.casefold() != user.email.casefold():
        raise WrongAccount(
            _(
                "this invitation is for %(invited)s, and you are signed in as %(email)s; sign in with the other "
                "account, or ask the team to invite this address"
            )
            % {"invited": invitation.email, "email": user.email}
        )


def accept(token: str, user: User) -> Team:
    """Join a team by the link of an invitation; returns the team.

    Raises:
        TeamRefused: when the invitation is not open, or is for another account.
    """
    with transaction.atomic():
        team = Team.objects.select_for_update(no_key=True).get(pk=invitation_for(token).team_id)
        invitation = invitation_for(token)  # read again, now that nobody else can accept or revoke it
        check_account(invitation, user)
        Membership.objects.get_or_create(team=team, user=user, defaults={"role": invitation.role})
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=Now())
    return team


def _check_number(team: Team, by: User) -> None:
    if team.invitations.filter(_OPEN).count() >= MOST_OPEN:
        raise TeamRefused(
            _("%(count)d invitations of this team are open; revoke some, or wait until they are accepted")
            % {"count": MOST_OPEN}
        )
    if Invitation.objects.filter(invited_by=by, created_at__gt=Now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TeamRefused(
            _("you have sent %(count)d invitations in the last 24 hours; try again tomorrow") % {"count": MOST_A_DAY}
        )


def _mail(invitation: Invitation, link: str, by: User) -> bool:
    """Outside of the transaction: while the mail server is asked, no row is locked."""
    if not settings.EMAIL_HOST:
        return False
    text = _(
        "%(inviter)s invites you to the team “%(team)s” on Salon, the leaderboard for text-to-image models.\n\n"
        "To join, open this page within %(days)d days and sign in, or sign up, with the address %(email)s:\n\n"
        "%(link)s\n\n"
        "If you do not know the sender, ignore this mail: nothing happens then.\n"
    ) % {
        "inviter": by.email,
        "team": invitation.team.name,
        "days": VALID_FOR.days,
        "email": invitation.email,
        "link": link,
    }
    subject = _("Invitation to the team “%(team)s”") % {"team": invitation.team.name}
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError as error:
        log.error("the mail of invitation %s was not sent: %s", invitation.pk, error)
        return False
    return True


def _digest(token: str) -> str:
    # A plain hash is enough: the token's 256 random bits cannot be guessed from it.
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
