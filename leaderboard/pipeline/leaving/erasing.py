"""The end of an account: the sweeper erases those whose deletion is due."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from leaderboard.models import OPEN, AccountDeletion, AuditAction, DataExport, User
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.leaving import forgetting, spaces
from leaderboard.pipeline.work import deleting

log = logging.getLogger(__name__)


def due() -> QuerySet[AccountDeletion]:
    """The deletions whose time has come."""
    return AccountDeletion.objects.filter(OPEN, due_at__lte=Now())


@transaction.atomic
def erase(deletion_id: int) -> bool:
    """Erase an account whose deletion is due; False if it is not due, or done.

    Published work stays; with ``remove_name``, later releases show ``spaces.NO_NAME`` as its author. What is private in
    the person's own space, and in teams without anybody else, is deleted; teams with other members keep everything. The
    row of the account stays without the person, because the quota ledger and the number of attempts on a board refer
    to it.
    """
    found = due().filter(pk=deletion_id).first()
    if found is None:
        return False
    user = User.objects.select_for_update().get(pk=found.user_id)
    deletion = due().select_for_update().filter(pk=deletion_id).first()  # read again, now that nobody can cancel it
    if deletion is None:
        return False
    spaces.leave_teams(user)
    for team in spaces.own_spaces(user):
        spaces.close_space(team, user, remove_name=deletion.remove_name)
    _delete_exports(user)
    asked = "an operator" if deletion.by_operator else "its owner"
    record(
        Actor(f"account {user.pk}"),
        AuditAction.USER_ERASE,
        user,
        f"Deleted as requested by {asked}.",
        {"remove_name": deletion.remove_name, "requested_at": deletion.requested_at.isoformat()},
    )
    forgetting.forget(user)
    AccountDeletion.objects.filter(pk=deletion.pk).update(done_at=Now())
    log.info("account %s is erased", user.pk)
    return True


def _delete_exports(user: User) -> None:
    for name in list(DataExport.objects.filter(user=user).exclude(name="").values_list("name", flat=True)):
        transaction.on_commit(partial(deleting.delete_file, name), robust=True)
    DataExport.objects.filter(user=user).delete()
