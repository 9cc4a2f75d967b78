"""Asking for the deletion of an account, and changing one's mind. It is done after ``GRACE`` (``erasing.py``).

Until then nothing is lost. The account's API tokens are refused and all its sessions have ended, so that somebody who
took it over cannot use the time; whoever signs in can keep the account, and so can whoever reads its mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leaderboard.domain.events import Event
from leaderboard.models import OPEN, AccountDeletion, Generator, Kind, Outcome, Submission, Team, User, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.leaving import spaces
from leaderboard.pipeline.notifying.mails import read_keeping
from leaderboard.pipeline.work import outbox

GRACE: Final = timedelta(days=7)
"""Between the request and the deletion."""


class DeletionRefused(ValueError):
    """Nothing was changed; the message says why, and what to do. ``teams``: those that need another owner first."""

    def __init__(self, message: str, teams: Sequence[Team] = ()) -> None:
        super().__init__(message)
        self.teams = teams


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the deletion would do, as numbers: of the person's own space and of teams without anybody else.

    ``public``: submissions that stay; ``private``: those whose pictures are deleted; ``running``: those that are
    cancelled. ``teams``: those that the person leaves; ``ending``: those that end.
    """

    public: int
    private: int
    running: int
    teams: Sequence[Team]
    ending: Sequence[Team]


def foresee(user: User) -> Foreseen:
    """What would happen if the account were deleted now."""
    ending = list(spaces.own_spaces(user))
    own = Submission.objects.filter(generator__team__in=ending, generator__deleted_at__isnull=True)
    return Foreseen(
        public=own.filter(public_at__isnull=False, withdrawn_at__isnull=True).count(),
        private=own.filter(public_at__isnull=True).exclude(outcome=Outcome.RUNNING).count(),
        running=own.filter(outcome=Outcome.RUNNING).count(),
        teams=list(spaces.left_teams(user)),
        ending=[team for team in ending if team.personal_of_id is None],
    )


def public_names(user: User) -> list[str]:
    """The names that boards show as the author of the person's public models."""
    generators = Generator.objects.filter(
        team__in=spaces.own_spaces(user), submissions__public_at__isnull=False, deleted_at__isnull=True
    )
    return list(generators.order_by("organisation").values_list("organisation", flat=True).distinct())


def pending(user: User) -> AccountDeletion | None:
    """The deletion that has been asked for, if there is one."""
    return AccountDeletion.objects.filter(OPEN, user=user).first()


def check(user: User) -> None:
    """Whether the account can be deleted.

    Raises:
        DeletionRefused: if it is an operator's or that of imports, its deletion has been requested, or a team would
            have no owner.
    """
    if user.erased_at is not None:
        raise DeletionRefused(_("this account is deleted"))
    if user.is_staff or user.is_superuser:
        raise DeletionRefused(
            _("this is an operator's account; ask another operator to remove the operator's rights first")
        )
    if Submission.objects.filter(generator__team__personal_of=user, kind=Kind.IMPORT).exists():
        raise DeletionRefused(_("this account owns the imported models, and no person has it; it cannot be deleted"))
    if pending(user):
        raise DeletionRefused(_("the deletion of this account has been requested already"))
    teams = list(spaces.without_another_owner(user))
    if teams:
        raise DeletionRefused(
            _("make another member an owner of these teams first, or remove the other members: %(teams)s")
            % {"teams": ", ".join(f"“{team.name}”" for team in teams)},
            teams,
        )


@transaction.atomic
def request(user: User, *, remove_name: bool, by_operator: bool = False) -> AccountDeletion:
    """Ask for the deletion of an account. All its sessions end; its tokens are refused until the request is cancelled.

    Raises:
        DeletionRefused: see ``check``.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check(locked)
    deletion = AccountDeletion.objects.create(
        user=locked, remove_name=remove_name, by_operator=by_operator, due_at=clock.read() + GRACE
    )
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    outbox.plan_mails([user.pk], Event.DELETION_REQUESTED, _about(deletion))
    return deletion


@transaction.atomic
def cancel(deletion: AccountDeletion) -> bool:
    """Keep the account; False if the deletion was cancelled or done before."""
    User.objects.select_for_update(no_key=True).get(pk=deletion.user_id)
    if not AccountDeletion.objects.filter(OPEN, pk=deletion.pk).update(cancelled_at=Now()):
        return False
    outbox.plan_mails([deletion.user_id], Event.DELETION_CANCELLED, _about(deletion))
    return True


def of_link(signed: str) -> AccountDeletion | None:
    """The deletion that a mail's link cancels, if it can still be cancelled; None for any other text."""
    number = read_keeping(signed)
    if number is None:
        return None
    return AccountDeletion.objects.filter(OPEN, pk=number).select_related("user").first()


def _about(deletion: AccountDeletion) -> dict[str, object]:
    return {"deletion": deletion.pk, "time": deletion.due_at.isoformat(), "by_operator": deletion.by_operator}
