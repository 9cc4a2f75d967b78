"""Hides single pictures, or excludes them from scoring; both can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from leaderboard.models import AuditAction, GeneratedImage, Kind, Outcome, StoredImage, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.publicly import publish_again, record_publicly
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.generation import renditions
from leaderboard.pipeline.publishing.evidence import supersede_evidence
from leaderboard.pipeline.scoring.rescoring import rescore


@transaction.atomic
def hide(image_id: int, actor: Actor, reason: str) -> None:
    """From now on only the author and operators see the picture; its scores stay.

    Raises:
        ActionRefused: when it is hidden already, or the reason is missing.
    """
    image = _locked(image_id)
    if image.hidden_at is not None:
        raise ActionRefused(f"{image} is already hidden.")
    entry = record_publicly(actor, AuditAction.PICTURE_HIDE, image, reason)
    GeneratedImage.objects.filter(pk=image_id).update(hidden_at=Now(), hidden_reason=entry.reason)
    transaction.on_commit(lambda: _withhold(image.stored), robust=True)


@transaction.atomic
def show(image_id: int, actor: Actor, reason: str) -> None:
    """Undo ``hide``.

    Raises:
        ActionRefused: when it is not hidden, or the reason is missing.
    """
    image = _locked(image_id)
    if image.hidden_at is None:
        raise ActionRefused(f"{image} is not hidden.")
    record_publicly(actor, AuditAction.PICTURE_SHOW, image, reason, {"hidden_for": image.hidden_reason})
    GeneratedImage.objects.filter(pk=image_id).update(hidden_at=None, hidden_reason="")
    if image.stored is not None and settings.SALON_DELIVERY.public_url:
        renditions.render_again(image.stored)


@transaction.atomic
def exclude(image_id: int, actor: Actor, reason: str) -> None:
    """Remove the picture from all scores: the submission's scores, evidence and boards are computed again.

    Raises:
        ActionRefused: when it is excluded already, its submission is not scored or imported, or the reason is missing.
    """
    image = _scored(image_id)
    if image.excluded_at is not None:
        raise ActionRefused(f"{image} is already excluded.")
    entry = record_publicly(actor, AuditAction.PICTURE_EXCLUDE, image, reason)
    GeneratedImage.objects.filter(pk=image_id).update(excluded_at=Now(), excluded_reason=entry.reason)
    _score_again(image.submission)


@transaction.atomic
def include(image_id: int, actor: Actor, reason: str) -> None:
    """Undo ``exclude``.

    Raises:
        ActionRefused: when it is not excluded, or the reason is missing.
    """
    image = _scored(image_id)
    if image.excluded_at is None:
        raise ActionRefused(f"{image} is not excluded.")
    record_publicly(actor, AuditAction.PICTURE_INCLUDE, image, reason, {"excluded_for": image.excluded_reason})
    GeneratedImage.objects.filter(pk=image_id).update(excluded_at=None, excluded_reason="")
    _score_again(image.submission)


def _score_again(submission: Submission) -> None:
    rescore(submission)
    supersede_evidence(submission)
    publish_again([submission])


def _withhold(stored: StoredImage | None) -> None:
    if stored is not None:
        renditions.withhold(stored)


def _scored(image_id: int) -> GeneratedImage:
    """The picture, with its submission's row locked: its scores are about to change."""
    submission = Submission.objects.select_for_update(no_key=True).filter(images=image_id).first()
    if submission is None:
        raise ActionRefused(f"There is no picture {image_id}.")
    if submission.outcome != Outcome.SCORED:
        raise ActionRefused(f"{submission} has no scores (it is {submission.outcome}), so nothing can be excluded.")
    if submission.kind == Kind.IMPORT:
        raise ActionRefused(f"{submission} was imported with its scores; unlist it instead.")
    return _locked(image_id)


def _locked(image_id: int) -> GeneratedImage:
    images = GeneratedImage.objects.select_for_update(no_key=True, of=("self",))
    image = images.select_related("submission", "stored").filter(pk=image_id).first()
    if image is None:
        raise ActionRefused(f"There is no picture {image_id}.")
    return image
