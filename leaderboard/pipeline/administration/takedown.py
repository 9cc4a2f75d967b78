"""Takedowns for legal reasons or abuse: files are deleted and cannot return; hashes and a public reason stay."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from leaderboard.models import AuditAction, Deletion, GeneratedImage, Outcome, StoredImage, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration import erasing
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.publicly import publish_again, record_publicly
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.generation import deletion
from leaderboard.pipeline.publishing.evidence import supersede_evidence
from leaderboard.pipeline.scoring import rescoring
from leaderboard.pipeline.work import transitions

log = logging.getLogger(__name__)

_RUNS_END = "The operators have taken a picture of this submission down. Their reason: {reason}"
_RUN_ENDS = "The operators have taken this submission down. Their reason: {reason}"


@dataclass(frozen=True, slots=True)
class TakenDown:
    """The number of pictures whose files are deleted, and the other submissions that have them.

    For a picture, ``also_in`` are the other submissions that lose it; for a submission, those that keep the files of
    ``kept`` pictures.
    """

    pictures: int
    also_in: tuple[int, ...]
    kept: int = 0


@transaction.atomic
def take_down_picture(image_id: int, actor: Actor, reason: str) -> TakenDown:
    """Delete a picture's files in all submissions that have it; running ones end.

    Raises:
        ActionRefused: when there is no such file, it was already taken down, or the reason is missing.
    """
    image = GeneratedImage.objects.select_related("stored").filter(pk=image_id).first()
    if image is None or image.stored is None:
        raise ActionRefused(f"There is no stored file of picture {image_id}.")
    sha256 = image.stored.pk
    stored = StoredImage.objects.select_for_update().get(pk=sha256)
    if stored.is_taken_down:
        raise ActionRefused(f"{image} was already taken down.")
    having = Submission.objects.filter(images__stored=sha256).exclude(pk=image.submission_id).distinct()
    also_in = tuple(having.order_by("pk").values_list("pk", flat=True))
    details = {"sha256": sha256, "also_in": also_in}
    entry = record_publicly(actor, AuditAction.PICTURE_TAKE_DOWN, image, reason, details)
    _forget([sha256], entry.reason)
    running = Submission.objects.filter(images__stored=sha256, outcome=Outcome.RUNNING).distinct()
    for submission in running.order_by("pk"):
        transitions.fail(submission.pk, _RUNS_END.format(reason=entry.reason))
    return TakenDown(1, also_in)


@transaction.atomic
def take_down_submission(submission_id: int, actor: Actor, reason: str) -> TakenDown:
    """Delete the files of a submission: pictures, bundle, evidence. Later releases do not list it, and it cannot
    return. Pictures that another submission also has stay for that one, and are shown only there.

    Raises:
        ActionRefused: when it was already taken down, or the reason is missing.
    """
    submission = Submission.objects.select_for_update(no_key=True).filter(pk=submission_id).first()
    if submission is None:
        raise ActionRefused(f"There is no submission {submission_id}.")
    if submission.taken_down_at is not None:
        raise ActionRefused(f"{submission} was already taken down.")
    elsewhere = GeneratedImage.objects.filter(
        stored=OuterRef("stored"), submission__taken_down_at__isnull=True
    ).exclude(submission=submission_id)
    images = GeneratedImage.objects.filter(submission=submission_id).exclude(stored__deleted_because=Deletion.TAKEDOWN)
    stored = images.filter(stored__isnull=False).alias(elsewhere=Exists(elsewhere))
    own = set(stored.filter(elsewhere=False).values_list("stored_id", flat=True))
    shared = set(stored.filter(elsewhere=True).values_list("stored_id", flat=True))
    sharing = Submission.objects.filter(images__stored__in=shared, taken_down_at__isnull=True).exclude(pk=submission_id)
    also_in = tuple(sharing.distinct().order_by("pk").values_list("pk", flat=True))
    details = {"pictures": len(own), "kept": len(shared), "also_in": also_in}
    entry = record_publicly(actor, AuditAction.SUBMISSION_TAKE_DOWN, submission, reason, details)
    transitions.fail(submission_id, _RUN_ENDS.format(reason=entry.reason))
    Submission.objects.filter(pk=submission_id).update(taken_down_at=Now(), taken_down_reason=entry.reason)
    rescoring.begin_edition(submission)  # nobody writes its evidence again
    supersede_evidence(submission)
    transitions.forget_zip(submission_id)
    _forget(own, entry.reason)
    publish_again([submission])
    return TakenDown(len(own), also_in, len(shared))


def _forget(sha256s: Iterable[str], reason: str) -> None:
    """After the commit nobody can see or store these files again, and they are deleted."""
    for stored in StoredImage.objects.filter(pk__in=list(sha256s)).order_by("pk"):
        # If its files were deleted before, it has this reason now, and cannot be stored again.
        if not deletion.delete_picture(stored, Deletion.TAKEDOWN, reason=reason):
            again = {"deleted_because": Deletion.TAKEDOWN, "deleted_reason": reason}
            StoredImage.objects.filter(pk=stored.pk, deleted_at__isnull=False).update(**again)
    transaction.on_commit(_erase_evidence, robust=True)


def _erase_evidence() -> None:
    try:
        erasing.erase_evidence(list(erasing.due_evidence().values_list("pk", flat=True)))
    except OSError as error:
        log.warning("evidence that was taken down could not be deleted; the sweeper tries again: %s", error)
