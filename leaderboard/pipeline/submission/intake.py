"""Checks a bundle, or pictures that were sent one by one: rejects them, or stores them and lets the submission wait for
admission.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from leaderboard.decoding.pictures import inspect
from leaderboard.decoding.pool import DECODERS
from leaderboard.domain.images.check import ImageFacts, without_metadata
from leaderboard.domain.images.faults import ImageFault
from leaderboard.domain.retry import RetryPolicy
from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.bundle import Slot, report, slots
from leaderboard.domain.submission.bundle_check import check_bundle
from leaderboard.domain.submission.generation_settings import settings_of_manifest
from leaderboard.domain.submission.picture_check import Inspector, PictureCheck, check_files
from leaderboard.domain.submission.zip_reader import open_zip, read_entry
from leaderboard.domain.translatable import gettext_noop
from leaderboard.files.reading import LostFile
from leaderboard.models import (
    BundleRun,
    GeneratedImage,
    ImageStatus,
    Kind,
    Outcome,
    PictureSet,
    Prompt,
    StoredImage,
    Submission,
)
from leaderboard.models.clock import Now
from leaderboard.models.work import UNDERSTOOD
from leaderboard.pipeline.admission.waiting import wait_for_admission
from leaderboard.pipeline.generation.pictures import offer_rendering, store_bytes
from leaderboard.pipeline.judging.judging import plan_judging
from leaderboard.pipeline.submission.facts import freeze_settings
from leaderboard.pipeline.submission.sets import files as sent_files
from leaderboard.pipeline.submission.sets import reading
from leaderboard.pipeline.work import leases, storage_watch, transitions

STORAGE_FULL = gettext_noop("Our storage cannot store pictures at the moment. The check begins when it can.")

LOST_BUNDLE = RetryPolicy(max_attempts=5, base_s=2.0, cap_s=60.0)
"""How often a lost bundle is looked for, over half a minute; its author can upload it again."""

_DECODERS = Inspector(inspect, DECODERS)
_PROGRESS_EVERY_S = 1.0
_LOOK_AGAIN_AFTER = timedelta(seconds=10)


def claim_check(submission_id: int) -> tuple[Submission, uuid.UUID] | None:
    """Claim a bundle that waits for its check; None when another worker has it."""
    waiting = Submission.objects.filter(
        pk=submission_id,
        kind=Kind.BUNDLE,
        stage=Stage.SUBMISSION,
        outcome=Outcome.RUNNING,
        waiting_since__isnull=True,  # not one that is already checked and waits for admission
        needs__lte=UNDERSTOOD,
    )
    token = leases.claim(waiting)
    return (Submission.objects.select_related("bundle").get(pk=submission_id), token) if token else None


def take_in(submission: Submission, token: uuid.UUID) -> bool:
    """Check a claimed bundle and record the outcome; False when the claim was lost meanwhile or the check waits.

    The check begins only when files can be stored, and waits if a picture could not be stored.
    """
    if not storage_watch.takes_files():
        return _postpone(submission, token, STORAGE_FULL)
    picture_set = PictureSet.objects.filter(submission=submission).first()
    try:
        if picture_set is not None:
            return _check_set(submission, token, picture_set)
        _need_whole(submission.bundle)
        return _check_zip(submission, token)
    except LostFile as error:
        return _record_unread(submission, token, error)
    except OSError as error:
        storage_watch.storing_failed(error)
        return _postpone(submission, token, STORAGE_FULL)


def _need_whole(bundle: BundleRun) -> None:
    name = str(bundle.file.name)
    try:
        size = default_storage.size(name)
    except FileNotFoundError:
        raise LostFile(name, "it is missing") from None
    if size != bundle.byte_size:
        raise LostFile(name, "its size differs from that of the upload")


def _check_zip(submission: Submission, token: uuid.UUID) -> bool:
    prompts = _prompts(submission)
    wanted = slots(prompts, submission.languages, submission.pictures_per_prompt)
    with submission.bundle.file.open("rb") as file:
        result = check_bundle(file, wanted, submission.languages, _DECODERS, _Progress(submission.bundle.pk))
        summary = _summary(result, len(wanted), result.ignored)
        if result.faults:
            return _record_rejection(submission, token, summary)
        with open_zip(file) as archive:
            stored = _store(submission, result, lambda slot: read_entry(archive, result.files[slot]))
    return _record(submission, token, prompts, result, stored, summary, manifest=result.manifest)


def _check_set(submission: Submission, token: uuid.UUID, picture_set: PictureSet) -> bool:
    prompts = _prompts(submission)
    wanted = slots(prompts, submission.languages, submission.pictures_per_prompt)
    files = {file.slot: file for file in reading.pictures_of(picture_set)}
    in_order = [files[slot] for slot in wanted if slot in files]
    result = check_files(in_order, wanted, _DECODERS, _Progress(submission.bundle.pk))
    summary = _summary(result, len(wanted))
    if result.faults:
        return _record_rejection(submission, token, summary)
    stored = _store(submission, result, lambda slot: files[slot].read())
    done = _record(submission, token, prompts, result, stored, summary, manifest=picture_set.manifest)
    if done and not result.faults:
        sent_files.delete_unneeded(picture_set)
    return done


def _prompts(submission: Submission) -> dict[str, Prompt]:
    return {prompt.key: prompt for prompt in submission.prompts()}


def _summary(result: PictureCheck, expected: int, ignored: list[str] | None = None) -> dict[str, object]:
    return report(
        result.faults, result.warnings, pictures=len(result.pictures), expected=expected, ignored=ignored or []
    )


def _record(
    submission: Submission,
    token: uuid.UUID,
    prompts: Mapping[str, Prompt],
    result: PictureCheck,
    stored: Mapping[Slot, StoredImage],
    summary: dict[str, object],
    *,
    manifest: dict[str, Any] | None,
) -> bool:
    """Record pictures without faults; those that operators had taken down became faults when they were stored."""
    wanted = slots(prompts, submission.languages, submission.pictures_per_prompt)
    if result.faults:
        faults = report(result.faults, result.warnings, pictures=len(stored), expected=len(wanted))
        return _record_rejection(submission, token, faults)
    pictures = [(prompts[slot.prompt_key], slot, stored[slot]) for slot in wanted]
    return _record_pictures(submission, token, summary, manifest, pictures)


@transaction.atomic
def _postpone(submission: Submission, token: uuid.UUID, reason: str, after: timedelta = _LOOK_AGAIN_AFTER) -> bool:
    """Postpone a claimed bundle; always False."""
    if _still_held(submission, token):
        Submission.objects.filter(pk=submission.pk).update(queued_at=None, due_at=Now() + after, **leases.NO_LEASE)
        BundleRun.objects.filter(submission=submission).update(waiting_for=reason)
    return False


@transaction.atomic
def _record_unread(submission: Submission, token: uuid.UUID, error: LostFile) -> bool:
    """Retry a lost bundle later, or end its submission as a failure on our side; always False."""
    storage_watch.reading_failed(error)
    tries = submission.bundle.unread_tries + 1
    BundleRun.objects.filter(submission=submission).update(unread_tries=tries)
    _postpone(submission, token, str(error), timedelta(seconds=LOST_BUNDLE.longest_s(tries)))
    if LOST_BUNDLE.exhausted(tries):
        sent_files.forget(error.path)
        transitions.fail(
            submission.pk,
            f"The bundle cannot be checked, because {error}. {storage_watch.OUR_FAULT} Upload it again.",
            our_fault=True,
        )
    return False


class _Progress:
    """Records how many files are checked, at most once a second."""

    def __init__(self, bundle_id: int) -> None:
        self._bundle_id = bundle_id
        self._written_at = time.monotonic()

    def __call__(self, checked: int) -> None:
        if time.monotonic() - self._written_at >= _PROGRESS_EVERY_S:
            BundleRun.objects.filter(pk=self._bundle_id).update(checked_files=checked)
            self._written_at = time.monotonic()


def _store(submission: Submission, result: PictureCheck, read: Callable[[Slot], bytes]) -> dict[Slot, StoredImage]:
    """Store the pictures of a check without faults; those that operators had taken down become faults."""
    stored = {}
    for slot, facts, data in _to_store(result, read, strip_metadata=submission.strip_metadata):
        try:
            stored[slot] = store_bytes(facts, data)
        except ImageFault as fault:
            result.refuse(fault.kind, str(fault), result.names[slot], slot)
    return stored


def _to_store(
    result: PictureCheck, read: Callable[[Slot], bytes], *, strip_metadata: bool
) -> Iterator[tuple[Slot, ImageFacts, bytes]]:
    for slot, facts in result.pictures.items():
        data = read(slot)
        yield (slot, *(without_metadata(facts, data) if strip_metadata else (facts, data)))


@transaction.atomic
def _record_rejection(submission: Submission, token: uuid.UUID, summary: dict[str, object]) -> bool:
    if not _still_held(submission, token):
        return False
    BundleRun.objects.filter(submission=submission).update(report=summary, checked_files=summary["pictures"])
    faults = summary["faults"]
    count = len(faults) if isinstance(faults, list) else 0
    transitions.reject(
        submission.pk,
        f"Faults in the bundle: {count}. Correct what the report lists and submit again. "
        "This submission cost no quota.",
    )
    return True


@transaction.atomic
def _record_pictures(
    submission: Submission,
    token: uuid.UUID,
    summary: dict[str, object],
    manifest: dict[str, Any] | None,
    pictures: list[tuple[Prompt, Slot, StoredImage]],
) -> bool:
    if not _still_held(submission, token):
        return False
    BundleRun.objects.filter(submission=submission).update(
        report=summary, manifest=manifest, checked_files=len(pictures), waiting_for=""
    )
    freeze_settings(submission, settings_of_manifest(manifest) if manifest else None)
    images = GeneratedImage.objects.bulk_create(
        GeneratedImage(
            submission=submission,
            prompt=prompt,
            language=slot.language,
            sample=slot.sample,
            status=ImageStatus.STORED,
            stored=stored,
        )
        for prompt, slot, stored in pictures
    )
    plan_judging(images, submission)
    offer_rendering([stored.pk for _, _, stored in pictures])
    transitions.forget_zip(submission.pk)
    Submission.objects.filter(pk=submission.pk).update(needs=submission.least_needs)
    wait_for_admission(submission)
    return True


def _still_held(submission: Submission, token: uuid.UUID) -> bool:
    return (
        Submission.objects.select_for_update()
        .filter(pk=submission.pk, lease_token=token, outcome=Outcome.RUNNING)
        .exists()
    )
