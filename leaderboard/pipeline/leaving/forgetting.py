"""Deletes what the database knows about a person, in the transaction that erases the account."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F, Q

from leaderboard.models import (
    ApiToken,
    AuditEntry,
    Ban,
    EndpointTrial,
    Generator,
    Invitation,
    Mail,
    MailPreference,
    PictureSet,
    Report,
    ShareLink,
    UploadSession,
    User,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission.direct import ending

_OWNED = (ApiToken, Authenticator, SocialAccount, Mail, MailPreference)


def forget(user: User) -> None:
    """Delete the person's rows and replace the person's addresses by the account's number where rows must stay.

    The caller is erasing the account: its deletion is due.
    """
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    _forget_in_log(user, addresses)
    _forget_in_texts(user, addresses)
    for model in _OWNED:
        model._default_manager.filter(user=user).delete()
    ShareLink.objects.filter(created_by=user).delete()
    EndpointTrial.objects.filter(owner=user).delete()
    _forget_sent(user)
    Invitation.objects.filter(invited_by=user).update(invited_by=None)
    for address in addresses:
        Invitation.objects.filter(email__iexact=address).delete()
    EmailAddress.objects.filter(user=user).delete()
    _end_sessions(user)
    _erase_row(user)


def _forget_sent(user: User) -> None:
    """Uploads and picture sets for teams that go on; the pictures that were sent are the team's."""
    for upload in UploadSession.objects.filter(owner=user, ended_at__isnull=True):
        ending.discard(upload)
    UploadSession.objects.filter(owner=user).delete()
    PictureSet.objects.filter(owner=user).delete()


def _forget_in_log(user: User, addresses: Collection[str]) -> None:
    """Have the database replace the addresses in the audit log; a trigger allows this and nothing else."""
    deleted = Generator.objects.filter(owner=user, deleted_at__isnull=False).values_list("pk", flat=True)
    mentioned = Q(actor_id=user.pk) | Q(target_kind="user", target_id=str(user.pk))
    mentioned |= Q(target_kind="generator", target_id__in=[str(number) for number in deleted])
    for address in addresses:
        for column in ("actor", "target_name", "reason", "details"):
            mentioned |= Q(**{f"{column}__icontains": address})
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('salon.erased_account', %s, true)", [str(user.pk)])
        AuditEntry.objects.filter(mentioned).update(public=F("public"))
        cursor.execute("SELECT set_config('salon.erased_account', '', true)")


def _forget_in_texts(user: User, addresses: Collection[str]) -> None:
    """What operators wrote about reports and bans."""
    for address in addresses:
        for model, columns in ((Ban, ("reason",)), (Report, ("closed_by", "outcome", "text"))):
            for column in columns:
                for row in model._default_manager.filter(**{f"{column}__icontains": address}):
                    text = _without(getattr(row, column), address, f"account {user.pk}")
                    model._default_manager.filter(pk=row.pk).update(**{column: text})
        Report.objects.filter(mail__iexact=address).update(mail="")


def _without(text: str, address: str, shown: str) -> str:
    pattern = rf"(?<![\w.%+-]){re.escape(address)}(?![\w-]|\.\w)"
    return re.sub(pattern, lambda _match: shown, text, flags=re.IGNORECASE)


def _end_sessions(user: User) -> None:
    """Delete the person's sessions: allauth notes in them by which address somebody signed in."""
    keys = [
        session.pk
        for session in Session.objects.iterator(chunk_size=1000)
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=keys).delete()


def _erase_row(user: User) -> None:
    user.groups.clear()
    user.user_permissions.clear()
    User.objects.filter(pk=user.pk).update(
        # Random, so that nobody can sign up with it beforehand.
        email=f"account-{user.pk}-{secrets.token_hex(8)}@erased.invalid",
        password=make_password(None),
        first_name="",
        last_name="",
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        erased_at=Now(),
    )
