"""People who leave, with something in every place where the site notes people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client

from leaderboard.domain.events import Event
from leaderboard.models import (
    AccountDeletion,
    AuditAction,
    Ban,
    DataExport,
    ExportState,
    Generator,
    Invitation,
    Mail,
    Membership,
    PictureSet,
    Report,
    Role,
    ShareLink,
    Submission,
    Team,
    UploadSession,
    User,
    clock,
)
from leaderboard.pipeline import accounts, invitations
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.leaving import deletion, erasing
from leaderboard.pipeline.notifying import mails
from leaderboard.pipeline.submission.trials import begin_trial
from leaderboard.pipeline.work import outbox
from tests.factories import GeneratorFactory, UserFactory, load_demo_suite, scored_submission
from tests.leaderboard.pipeline.notifying.hooks import webhook_of
from tests.leaderboard.pipeline.runs import SPEC, endpoint_submission

ADDRESS = "zoe.quux@example.org"
FORMER_ADDRESS = "quux.zoe@elsewhere.example"
NAME = "Zoe Quux"
TRACES = ("quux",)
"""What no row may hold afterwards, in any capitals."""


def leaver() -> User:
    """Somebody with a name, one confirmed address and an own generator of the same name."""
    user = UserFactory.create(email=ADDRESS, first_name="Zoe", last_name="Quux")
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    return user


def team_of(*owners: User) -> Team:
    """A shared team."""
    team = Team.objects.create(name="Lab")
    for owner in owners:
        Membership.objects.create(team=team, user=owner, role=Role.OWNER)
    return team


def public_and_private(user: User) -> tuple[Submission, Submission]:
    """A scored submission of each kind, of one generator in the person's own space."""
    generator = GeneratorFactory.create(owner=user, organisation=NAME, homepage="https://quux.example.org/")
    texts: dict[str, Any] = {"label": "quux run", "commit": "quux1", "notes": "by Zoe Quux", "submitted_by": user}
    return scored_submission(generator=generator, **texts), scored_submission(generator=generator, **texts)


def with_a_trace_everywhere(user: User) -> None:
    """Give the person a row in every table that refers to people."""
    _signing_in(user)
    _rows_of_account(user)
    _rows_of_others(user)
    _rows_of_work(user)


def _signing_in(user: User) -> None:
    former = EmailAddress.objects.create(user=user, email=FORMER_ADDRESS, verified=True)
    EmailConfirmation.objects.create(email_address=former, key="quux-key")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    SocialAccount.objects.create(user=user, provider="sso", uid="quux", extra_data={"email": ADDRESS, "name": NAME})
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "email": ADDRESS}]
    session.save()


def _rows_of_account(user: User) -> None:
    accounts.create_token(user, "quux token")
    mails.choose(user, mails.Wanted([Event.SCORED], "en"))
    Mail.objects.create(user=user, event=Event.SCORED, data={"name": "quux"}, deadline_at=clock.read())
    webhook = webhook_of(user, url="https://quux.example.org/hook")
    outbox.plan([webhook], Event.TEST, {"name": "quux"})
    begin_trial(user, SPEC, "A cat of Zoe Quux")
    ShareLink.objects.create(created_by=user, digest="0" * 64, expires_at=clock.read() + timedelta(days=1))
    DataExport.objects.create(user=user, state=ExportState.FAILED, cause="quux", ended_at=clock.read())
    Ban.objects.create(user=user, reason=f"Spam by {ADDRESS}", lifted_at=clock.read())


def _rows_of_others(user: User) -> None:
    other = UserFactory.create()
    team = team_of(other)
    invitations.invite(team, ADDRESS, Role.MEMBER, other, lambda token: token)
    record(Actor.of(other), AuditAction.USER_BAN, user, f"{ADDRESS.upper()} sends spam")
    record(Actor.of(user), AuditAction.TOKEN_DELETE, other, "No longer needed", {"account": FORMER_ADDRESS})
    Report.objects.create(
        generator=GeneratorFactory.create(),
        kind="other",
        text=f"Ask {ADDRESS}",
        mail=ADDRESS,
        language="en",
        state="resolved",
        deadline_at=clock.read(),
        closed_at=clock.read(),
        closed_by=ADDRESS,
        outcome=f"Answered by {ADDRESS}",
    )
    Invitation.objects.create(
        team=team_of(other), email="x@example.org", role=Role.MEMBER, digest="1" * 64, invited_by=user,
        expires_at=clock.read(),
    )  # fmt: skip


def _rows_of_work(user: User) -> None:
    team = team_of(user)
    Team.objects.filter(pk=team.pk).update(name="Quux Lab")
    generator = GeneratorFactory.create(owner=user, team=team, name="Quux private", organisation=NAME)
    endpoint_submission(generator=generator, base_url="https://quux.example.org/v1", label="quux")
    _uploads(user, generator)


def _uploads(user: User, generator: Generator) -> None:
    about = {"owner": user, "generator": generator, "suite": load_demo_suite(), "languages": ["en"], "byte_size": 10}
    until = clock.read() + timedelta(days=1)
    UploadSession.objects.create(**about, part_bytes=5, file_name="quux.zip", name="uploads/x", expires_at=until)
    PictureSet.objects.create(**about, digest="2" * 64, manifest={"author": NAME}, expires_at=until)


def due(user: User, *, remove_name: bool = False) -> AccountDeletion:
    """The person's deletion, requested and due."""
    asked = deletion.request(user, remove_name=remove_name)
    AccountDeletion.objects.filter(pk=asked.pk).update(due_at=clock.read() - timedelta(minutes=1))
    return asked


def erase(user: User, *, remove_name: bool = False) -> User:
    """The account after its deletion."""
    assert erasing.erase(due(user, remove_name=remove_name).pk)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return User.objects.get(pk=user.pk)


def rows_with(*texts: str) -> list[str]:
    """The columns of all tables that hold one of the texts in one of their rows, whatever their type."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'character') ORDER BY 1, 2"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE ANY(%s)',  # noqa: S608  # names of ours
                [[f"%{text}%" for text in texts]],
            )
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found
