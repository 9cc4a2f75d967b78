"""The teams of somebody who leaves: those that nobody else belongs to end with the account, the others go on."""

from __future__ import annotations

import secrets
from functools import partial

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from leaderboard.models import (
    ApiToken,
    Deletion,
    EndpointRun,
    Generator,
    Invitation,
    Membership,
    Outcome,
    PictureSet,
    Role,
    SentPicture,
    Submission,
    SubmissionKey,
    Team,
    UploadSession,
    User,
    Webhook,
    is_leaving,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.own_generators import delete_generator, may_be_deleted
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission import cancelling
from leaderboard.pipeline.submission.direct import ending
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work import deleting

NO_NAME = "A former author"
"""Stands on boards in place of an author's name that was removed."""


def own_spaces(user: User) -> QuerySet[Team]:
    """The teams that only this person belongs to, the personal one first."""
    others = Membership.objects.filter(team=OuterRef("pk")).exclude(user=user)
    teams = Team.objects.filter(~Exists(others), memberships__user=user)
    return teams.select_related("personal_of").order_by("personal_of", "name", "pk")


def left_teams(user: User) -> QuerySet[Team]:
    """The teams that others belong to as well."""
    return Team.objects.filter(memberships__user=user).exclude(pk__in=own_spaces(user)).order_by("name", "pk")


def without_another_owner(user: User) -> QuerySet[Team]:
    """Those of them that would have no owner left who can sign in and stays."""
    owners = Membership.objects.filter(team=OuterRef("pk"), role=Role.OWNER, user__is_active=True)
    staying = owners.exclude(user=user).filter(~is_leaving("user"))
    owned = Membership.objects.filter(team=OuterRef("pk"), user=user, role=Role.OWNER)
    return left_teams(user).filter(Exists(owned), ~Exists(staying))


def leave_teams(user: User) -> None:
    """Leave the teams that others belong to. Where no owner is left, the member who joined first becomes one."""
    for team in Team.objects.select_for_update(no_key=True).filter(pk__in=left_teams(user).values("pk")).order_by("pk"):
        others = team.memberships.exclude(user=user)
        if not others.filter(role=Role.OWNER).exists():
            before_readers = Case(When(role=Role.READER, then=Value(1)), default=Value(0))
            heir = others.order_by("-user__is_active", before_readers, "since", "pk")[0]
            Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)
        team.memberships.filter(user=user).delete()


def close_space(team: Team, user: User, *, remove_name: bool) -> None:
    """End what runs, delete what is private, and leave what is public; see ``erasing.erase``."""
    _end_running(team)
    Webhook.objects.filter(team=team).delete()
    Invitation.objects.filter(team=team).delete()
    ApiToken.objects.filter(team=team).delete()
    _forget_sent(team)
    _forget_runs(team)
    for generator in Generator.objects.filter(team=team, deleted_at__isnull=True).order_by("pk"):
        if may_be_deleted(generator):
            delete_generator(generator, user)
        elif remove_name:
            _remove_name(generator)
    if team.personal_of_id is None:
        _give_up(team)


def _end_running(team: Team) -> None:
    for submission in Submission.objects.filter(generator__team=team, outcome=Outcome.RUNNING).order_by("pk"):
        try:
            cancelling.cancel(submission)
        except SubmissionRefused:
            continue  # it has ended meanwhile


def _forget_sent(team: Team) -> None:
    """Uploads and picture sets, with what was sent for them."""
    for upload in UploadSession.objects.filter(generator__team=team, ended_at__isnull=True):
        ending.discard(upload)
    UploadSession.objects.filter(generator__team=team).delete()
    PictureSet.objects.filter(generator__team=team).delete()
    for name in list(SentPicture.objects.filter(team=team).values_list("name", flat=True)):
        transaction.on_commit(partial(deleting.delete_file, name), robust=True)
    SentPicture.objects.filter(team=team).delete()


def _forget_runs(team: Team) -> None:
    """Give up the pictures of what is not public, and what only the author saw of all submissions."""
    own = Submission.objects.filter(generator__team=team)
    own.update(label="", commit="", notes="")
    SubmissionKey.objects.filter(generator__team=team).delete()
    EndpointRun.objects.filter(submission__in=own).update(base_url="", origin="", extra={}, protocol=None)
    hidden = own.filter(public_at__isnull=True) | own.filter(withdrawn_at__isnull=False)
    hidden.filter(files_deleted_at__isnull=True).update(files_deleted_at=Now(), files_deleted_because=Deletion.AUTHOR)


def _remove_name(generator: Generator) -> None:
    """From the next releases on; earlier ones are sealed and keep it."""
    Generator.objects.filter(pk=generator.pk).update(organisation=NO_NAME, homepage="", description="")
    for submission in Submission.objects.filter(generator=generator, public_at__isnull=False):
        publish.request_releases(submission, drop_begun=True)


def _give_up(team: Team) -> None:
    """Delete a team without generators. One with them keeps its row, and the deleted account as its owner."""
    if Generator.objects.filter(team=team).exists():
        Team.objects.filter(pk=team.pk).update(name=f"deleted {team.pk} {secrets.token_hex(4)}")
    else:
        team.delete()
