"""Begins an upload, by the usual rules of admission, or continues the one in progress."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leaderboard.files.direct_uploads import direct_uploads, part_bytes
from leaderboard.models import Generator, PromptSuite, UploadSession, User, clock
from leaderboard.pipeline.submission import submit, uploads
from leaderboard.pipeline.submission.direct.ending import KEPT_FOR, away, end_expired, needed_store
from leaderboard.pipeline.submission.facts import NO_FACTS, SubmissionFacts
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work import quota, storage_watch


@dataclass(frozen=True, slots=True)
class Announced:
    """The announcement of an upload. ``fingerprint``: any text that identifies the file, or ""."""

    generator: Generator
    suite: PromptSuite
    languages: Sequence[str]
    strip_metadata: bool
    file_name: str
    byte_size: int
    fingerprint: str = ""
    facts: SubmissionFacts = NO_FACTS
    practice: bool = False
    pictures_per_prompt: int = 1


def is_offered() -> bool:
    """Whether bundles can be sent straight to the bucket."""
    return direct_uploads() is not None


def open_upload(owner: User) -> UploadSession | None:
    """The author's upload in progress; an expired one ends here."""
    upload = UploadSession.objects.filter(owner=owner, ended_at__isnull=True).first()
    if upload is not None and upload.expires_at <= clock.read():
        end_expired(upload)
        return None
    return upload


def begin(owner: User, announced: Announced) -> UploadSession:
    """Admit an upload; if it is already in progress, it is returned to be continued.

    Raises:
        SubmissionRefused, QuotaExhausted: nothing was begun then.
    """
    needed_store()
    upload = open_upload(owner)
    if upload is None:
        _check(owner, announced)
        upload = _create(owner, announced)
    elif not _is_same(upload, announced):
        raise _another(upload)
    if not upload.store_id:
        _begin_in_store(upload)
    return upload


def _check(owner: User, announced: Announced) -> None:
    submit.check_suite(announced.suite, announced.languages)
    submit.active_profile()
    team = uploads.check_generator(owner, announced.generator.pk).team
    uploads.check(team, announced.byte_size, practice=announced.practice)
    quota.check_uploads(team)


def _create(owner: User, announced: Announced) -> UploadSession:
    try:
        with transaction.atomic():
            return UploadSession.objects.create(
                owner=owner,
                generator=announced.generator,
                suite=announced.suite,
                languages=list(announced.languages),
                strip_metadata=announced.strip_metadata,
                practice=announced.practice,
                pictures_per_prompt=announced.pictures_per_prompt,
                file_name=announced.file_name[-255:] or "bundle.zip",
                fingerprint=announced.fingerprint,
                facts=announced.facts.as_json(),
                byte_size=announced.byte_size,
                part_bytes=part_bytes(announced.byte_size),
                name=f"bundles/direct/{uuid.uuid4().hex}.zip",
                expires_at=clock.read() + KEPT_FOR,
            )
    except IntegrityError as error:
        other = open_upload(owner)
        if other is None:
            raise
        raise _another(other) from error


def _begin_in_store(upload: UploadSession) -> None:
    store = needed_store()
    try:
        store_id = store.begin(upload.name)
    except OSError as error:
        storage_watch.storing_failed(error)
        raise away(error) from error
    unbegun = UploadSession.objects.filter(pk=upload.pk, ended_at__isnull=True, store_id="")
    if not unbegun.update(store_id=store_id):  # begun by another request at the same time
        store.give_up(upload.name, store_id)
    upload.refresh_from_db()


def _is_same(upload: UploadSession, announced: Announced) -> bool:
    return (
        upload.generator_id == announced.generator.pk
        and upload.suite_id == announced.suite.pk
        and set(upload.languages) == set(announced.languages)
        and upload.strip_metadata == announced.strip_metadata
        and upload.practice == announced.practice
        and upload.pictures_per_prompt == announced.pictures_per_prompt
        and upload.file_name == (announced.file_name[-255:] or "bundle.zip")
        and upload.byte_size == announced.byte_size
        and upload.fingerprint == announced.fingerprint
    )


def _another(upload: UploadSession) -> SubmissionRefused:
    return SubmissionRefused(
        _("an upload of “%(name)s” is in progress; continue it with the same file and choices, or discard it")
        % {"name": upload.file_name}
    )
