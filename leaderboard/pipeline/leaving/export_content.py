"""What a copy of a person's data holds: one JSON file for each kind of row, and a README that says what each is.

Secrets are left out: keys, tokens, passwords and the secrets of webhooks and second factors. Pictures and evidence are
listed with their addresses: they are large, and can be downloaded there. Of teams with other members, it has what the
person registered and submitted.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from leaderboard.models import (
    AuditAction,
    AuditEntry,
    GeneratedImage,
    Generator,
    Invitation,
    PictureSet,
    Submission,
    SubmissionScore,
    UploadSession,
    User,
    Webhook,
    clock,
)
from leaderboard.pipeline.leaving import spaces

Row = Mapping[str, Any]

_CHUNK = 500
_PICTURES = "pictures.csv"


@dataclass(frozen=True, slots=True)
class Part:
    """One file: what it holds, in a sentence, and its rows."""

    says: str
    rows: Callable[[User], Iterable[Row]]


def write(user: User, file: IO[bytes]) -> None:
    """Write the zip; the file's position is its end afterwards."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.txt", _readme(user))
        for name, part in PARTS.items():
            with packed.open(name, "w", force_zip64=True) as entry:
                for piece in _as_json(part.rows(user)):
                    entry.write(piece.encode())
        with packed.open(_PICTURES, "w", force_zip64=True) as entry:
            for line in _pictures(user):
                entry.write(line.encode())
    file.seek(0, io.SEEK_END)


def _readme(user: User) -> str:
    lines = [
        f"What {settings.SALON_SITE_URL or 'this site'} stores about {user.email}, {clock.read():%Y-%m-%d %H:%M} UTC.",
        "",
        "Each file is a list in JSON (UTF-8). Times are in UTC. Passwords, tokens and keys are left out.",
        "Of teams with other members, the files have what you registered and submitted yourself.",
        "",
        *(f"{name}: {part.says}" for name, part in PARTS.items()),
        f"{_PICTURES}: the pictures of these submissions, with the address of each original. Pictures are not copied",
        "  into this file; sign in, or send an API token with the scope “read”, to download them.",
        "",
        "What operators' machines note in their logs, and backups of the database, are not part of this copy.",
    ]
    return "\n".join(lines) + "\n"


def _as_json(rows: Iterable[Row]) -> Iterator[str]:
    first = True
    for row in rows:
        yield ("[\n" if first else ",\n") + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        first = False
    yield "[]\n" if first else "\n]\n"


def _address(name: str, *args: object) -> str:
    return settings.SALON_SITE_URL + reverse(name, args=args)


def _columns(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


# --- the person -------------------------------------------------------------------------------------------------------
def _profile(user: User) -> Iterator[Row]:
    bans = user.bans.values("at", "reason", "lifted_at")
    yield {
        "account": user.pk,
        **_columns(user, "email", "first_name", "last_name", "date_joined", "last_login", "is_staff"),
        "bans": list(bans),
        "deletions": list(user.deletions.values("requested_at", "due_at", "remove_name", "cancelled_at")),
        "exports": list(user.exports.values("created_at", "state", "byte_size", "expires_at")),
    }


def _sign_in(user: User) -> Iterator[Row]:
    yield {
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "accounts_elsewhere": list(
            SocialAccount.objects.filter(user=user).values("provider", "uid", "date_joined", "last_login", "extra_data")
        ),
        "second_factors": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
    }


def _teams(user: User) -> Iterator[Row]:
    memberships = user.memberships.select_related("team").order_by("since", "pk")
    for membership in memberships:
        team = membership.team
        yield {
            "team": team.pk,
            "name": team.name,
            "own_space": team.personal_of_id is not None,
            "role": membership.role,
            "since": membership.since,
            "submission_quota": team.submission_quota,
            "storage_quota_gib": team.storage_quota_gib,
        }


def _invitations(user: User) -> Iterator[Row]:
    to_you = Invitation.objects.filter(email__iexact=user.email)
    by_you = Invitation.objects.filter(invited_by=user)
    for invitation in (to_you | by_you).select_related("team").order_by("pk"):
        yield {
            "team": invitation.team.name,
            "sent_by_you": invitation.invited_by_id == user.pk,
            **_columns(invitation, "email", "role", "created_at", "expires_at", "accepted_at", "revoked_at"),
        }


def _tokens(user: User) -> Iterator[Row]:
    yield from user.api_tokens.order_by("pk").values(
        "name", "scopes", "team", "created_at", "expires_at", "last_used_at"
    )


def _notifications(user: User) -> Iterator[Row]:
    preference = getattr(user, "mail_preference", None)
    yield {
        "mailed_about": preference.events if preference else None,
        "language": preference.language if preference else None,
        "mails": list(user.mails.order_by("pk").values("event", "data", "outcome", "cause", "created_at", "ended_at")),
    }


def _audit(user: User) -> Iterator[Row]:
    """What was done to the account and by it. Who looked or acted for the site is not a part of it (decision 0022)."""
    about = Q(target_kind="user", target_id=str(user.pk)) | Q(actor_id=user.pk)
    for kind, rows in (("submission", submissions(user)), ("generator", generators(user))):
        about |= Q(target_kind=kind, target_id__in=[str(number) for number in rows.values_list("pk", flat=True)])
    entries = AuditEntry.objects.filter(about).exclude(~Q(actor_id=user.pk), action=AuditAction.SUBMISSION_VIEW)
    for entry in entries.order_by("pk").iterator(chunk_size=_CHUNK):
        by_you = entry.actor_id == user.pk
        yield {
            **_columns(entry, "at", "action", "target_kind", "target_id", "reason"),
            "by": "you" if by_you else "the operators",
        }


# --- what the person made ---------------------------------------------------------------------------------------------
def generators(user: User) -> QuerySet[Generator]:
    """Those of the person's own spaces, and those that the person registered in teams that they belong to."""
    own = Q(team__in=spaces.own_spaces(user)) | Q(owner=user, team__memberships__user=user)
    return Generator.objects.filter(own, deleted_at__isnull=True).distinct().order_by("pk")


def submissions(user: User) -> QuerySet[Submission]:
    """Those of the person's own spaces, and those that the person submitted for teams that they belong to."""
    own = Q(generator__team__in=spaces.own_spaces(user)) | Q(submitted_by=user, generator__team__memberships__user=user)
    return Submission.objects.filter(own, generator__deleted_at__isnull=True).distinct().order_by("pk")


_FACTS = (
    *("name", "organisation", "licence", "open_weights", "homepage", "parameter_count", "description"),
    *("price_usd", "price_declared_on", "created_at", "unlisted_at", "unlisted_reason"),
)
_STATES = (
    *(
        "kind",
        "languages",
        "label",
        "commit",
        "notes",
        "stage",
        "outcome",
        "cause",
        "strip_metadata",
        "practice_rule",
        "pictures_per_prompt",
    ),
    *("created_at", "ended_at", "public_at", "withdrawn_at", "cancelled_at", "files_deleted_at"),
)
_ENDPOINT = ("shown_url", "model", "size", "protocol")
_SCORE = (
    *("language", "scope", "dimension", "sub_capability", "facet", "mean", "standard_error", "images"),
    *("not_applicable", "missing"),
)


def _generators(user: User) -> Iterator[Row]:
    for generator in generators(user):
        yield {"generator": generator.pk, "team": generator.team_id, **_columns(generator, *_FACTS)}


def _submissions(user: User) -> Iterator[Row]:
    rows = submissions(user).select_related(
        "generator", "suite", "judge_profile", "endpoint", "bundle", "generation_settings", "evidence"
    )
    for submission in rows.defer("judge_profile__files").iterator(chunk_size=_CHUNK):
        yield _submission(submission)


def _submission(submission: Submission) -> Row:
    endpoint = getattr(submission, "endpoint", None)
    bundle = getattr(submission, "bundle", None)
    evidence = getattr(submission, "evidence", None)
    scores = SubmissionScore.objects.filter(submission=submission, judge_profile=submission.judge_profile_id)
    return {
        "submission": submission.pk,
        "generator": submission.generator_id,
        "suite": str(submission.suite),
        "judge_profile": str(submission.judge_profile),
        **_columns(submission, *_STATES),
        "settings": submission.stated_settings.given(),
        "endpoint": _columns(endpoint, *_ENDPOINT) if endpoint else None,
        "bundle_report": bundle.report if bundle else None,
        "scores": list(scores.order_by("pk").values(*_SCORE)),
        "evidence": _address("submission-evidence", submission.pk) if evidence or scores.exists() else None,
        "evidence_sha256": evidence.sha256 if evidence else None,
        "page": _address("submission", submission.pk),
    }


def _pictures(user: User) -> Iterator[str]:
    rows = GeneratedImage.objects.filter(submission__in=submissions(user), stored__isnull=False)
    values = rows.order_by("submission", "pk").values_list(
        "submission", "pk", "prompt__key", "language", "sample", "stored", "stored__byte_size", "stored__deleted_at"
    )
    yield "submission,prompt,language,sample,sha256,bytes,deleted_at,address\r\n"
    for submission, number, prompt, language, sample, sha256, size, deleted_at in values.iterator(chunk_size=_CHUNK):
        line = io.StringIO()
        address = "" if deleted_at else _address("image-original", number)
        csv.writer(line).writerow([submission, prompt, language, sample, sha256, size, deleted_at or "", address])
        yield line.getvalue()


def _quota(user: User) -> Iterator[Row]:
    yield from user.quota_entries.order_by("pk").values("submission", "debited_at", "refunded_at")


def _webhooks(user: User) -> Iterator[Row]:
    webhooks = Webhook.objects.filter(team__in=spaces.own_spaces(user), deleted_at__isnull=True)
    for webhook in webhooks.defer("sealed").order_by("pk"):
        deliveries = webhook.deliveries.order_by("pk").values("event", "outcome", "cause", "created_at", "ended_at")
        yield {
            **_columns(webhook, "name", "shown_url", "events", "created_at", "disabled_at", "disabled_cause"),
            "deliveries": list(deliveries),
        }


def _share_links(user: User) -> Iterator[Row]:
    for link in user.share_links.prefetch_related("shared").order_by("pk"):
        yield {
            "submissions": [shared.submission_id for shared in link.shared.all()],
            **_columns(link, "created_at", "expires_at", "revoked_at", "last_used_at"),
        }


def _uploads(user: User) -> Iterator[Row]:
    for upload in UploadSession.objects.filter(owner=user).order_by("created_at"):
        yield {"kind": "bundle", **_columns(upload, "file_name", "byte_size", "created_at", "ended_at", "cause")}
    for picture_set in PictureSet.objects.filter(owner=user).order_by("created_at"):
        yield {
            "kind": "pictures",
            "pictures": list(picture_set.pictures.order_by("pk").values("name", "language", "sha256", "byte_size")),
            **_columns(picture_set, "manifest", "facts", "byte_size", "created_at", "ended_at", "cause"),
        }


def _tests(user: User) -> Iterator[Row]:
    for trial in user.endpoint_trials.defer("sealed_key", "sealed_configuration", "picture").order_by("pk"):
        yield _columns(trial, *_ENDPOINT, "prompt_text", "created_at", "ended_at", "error", "facts")


PARTS: Final[Mapping[str, Part]] = {
    "profile.json": Part("your account, with bans, requested deletions and earlier copies", _profile),
    "sign_in.json": Part("your email addresses, accounts elsewhere that sign you in, and second factors", _sign_in),
    "teams.json": Part("the teams that you belong to, your own space first, and your role in each", _teams),
    "invitations.json": Part("invitations to teams that were sent to you or by you", _invitations),
    "tokens.json": Part("your API tokens: names, scopes and dates", _tokens),
    "generators.json": Part("your generators with all facts that you stated", _generators),
    "submissions.json": Part("your submissions: settings, states, scores, the address of the evidence", _submissions),
    "quota.json": Part("what your submissions cost of a quota, and what was refunded", _quota),
    "share_links.json": Part("your links to private results", _share_links),
    "uploads.json": Part("uploads of the last 30 days: names and sizes of your files", _uploads),
    "endpoint_tests.json": Part("tests of endpoints within the last day", _tests),
    "notifications.json": Part("what you are mailed about, and the mails of the last 30 days", _notifications),
    "webhooks.json": Part("the webhooks of your own space, with their log", _webhooks),
    "audit.json": Part("what operators did to your account, generators and submissions, and what you did", _audit),
}
"""The files in the zip, by name."""
