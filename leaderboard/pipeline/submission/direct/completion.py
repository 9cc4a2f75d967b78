"""Completes an upload: checks and joins its parts, and submits the bundle."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import ngettext, override

from leaderboard.files.direct_uploads import Part, part_count
from leaderboard.models import BundleRun, Submission, UploadSession
from leaderboard.models.clock import Now
from leaderboard.pipeline.submission import submit
from leaderboard.pipeline.submission.direct.ending import away, end, need_open, needed_store
from leaderboard.pipeline.submission.direct.parts import size_of
from leaderboard.pipeline.submission.facts import facts_of_json
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.work.quota import QuotaExhausted

log = logging.getLogger(__name__)


_NAMED_PARTS = 10


def complete(upload: UploadSession) -> Submission:
    """Join the parts and submit the bundle; safe to repeat after an answer was lost.

    Raises: SubmissionRefused, QuotaExhausted: parts are missing, and can still be sent; or the upload has ended, with
        a cause.
    """
    if upload.submission is not None:
        return upload.submission
    need_open(upload)
    try:
        _join(upload)
    except OSError as error:
        raise away(error) from error
    try:
        with override("en"):  # a refusal is recorded, and pages show its translation
            return _submit(upload)
    except (SubmissionRefused, QuotaExhausted) as refusal:
        end(upload, str(refusal))
        raise


def _join(upload: UploadSession) -> None:
    store = needed_store()
    try:
        parts = store.parts(upload.name, upload.store_id)
        _check_parts(upload, parts)
        store.complete(upload.name, upload.store_id, parts)
    except FileNotFoundError:
        log.info("%s has no parts; they may already be joined", upload)
    try:
        size = default_storage.size(upload.name)
    except FileNotFoundError:
        reason = "the object store no longer has this upload; upload the bundle again"
        end(upload, reason)
        raise SubmissionRefused(reason) from None
    if size != upload.byte_size:
        raise _wrong_size(upload, size)


def _check_parts(upload: UploadSession, parts: Sequence[Part]) -> None:
    arrived = {part.number: part.size for part in parts}
    total = sum(arrived.values())
    wanted = range(1, part_count(upload.byte_size, upload.part_bytes) + 1)
    if total > upload.byte_size or arrived.keys() - set(wanted):
        raise _wrong_size(upload, total)
    missing = [number for number in wanted if arrived.get(number) != size_of(upload, number)]
    if missing:
        named = ", ".join(map(str, missing[:_NAMED_PARTS])) + (" …" if len(missing) > _NAMED_PARTS else "")
        raise SubmissionRefused(
            ngettext(
                "%(count)d part is missing (%(named)s); send it, then complete the upload",
                "%(count)d parts are missing (%(named)s); send them, then complete the upload",
                len(missing),
            )
            % {"count": len(missing), "named": named}
        )


def _submit(upload: UploadSession) -> Submission:
    with transaction.atomic():
        upload = UploadSession.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if upload.submission is not None:
            return upload.submission
        need_open(upload)
        bundle = BundleRun(file=upload.name, file_name=upload.file_name, byte_size=upload.byte_size)
        submission = submit.submit_stored(
            bundle,
            upload.generator,
            upload.suite,
            upload.languages,
            strip_metadata=upload.strip_metadata,
            facts=facts_of_json(upload.facts),
            practice=upload.practice,
            pictures_per_prompt=upload.pictures_per_prompt,
            by=upload.owner,
        )
        UploadSession.objects.filter(pk=upload.pk).update(ended_at=Now(), submission=submission)
    return submission


def _wrong_size(upload: UploadSession, size: int) -> SubmissionRefused:
    reason = f"{size} bytes were sent instead of the announced {upload.byte_size}; upload the bundle again"
    end(upload, reason)
    return SubmissionRefused(reason)
