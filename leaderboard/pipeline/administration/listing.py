"""Taking submissions and models off the boards, and putting them back. Earlier releases keep their rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from leaderboard.models import AuditAction, Generator, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.publicly import publish_again, record_publicly
from leaderboard.pipeline.administration.refusal import ActionRefused

Row = TypeVar("Row", Submission, Generator)


@transaction.atomic
def unlist_submission(submission_id: int, actor: Actor, reason: str) -> None:
    """Remove the submission from later releases; its page says why and since when. No older one takes its place.

    Raises:
        ActionRefused: when it is not public, unlisted already, or the reason is missing.
    """
    submission = _locked(Submission.objects.all(), submission_id, "submission")
    if submission.public_at is None:
        raise ActionRefused(f"{submission} is not public, so it is on no board.")
    if submission.unlisted_at is not None:
        raise ActionRefused(f"{submission} is unlisted already.")
    entry = record_publicly(actor, AuditAction.SUBMISSION_UNLIST, submission, reason)
    Submission.objects.filter(pk=submission_id).update(unlisted_at=Now(), unlisted_reason=entry.reason)
    publish_again([submission])


@transaction.atomic
def relist_submission(submission_id: int, actor: Actor, reason: str) -> None:
    """Undo ``unlist_submission``.

    Raises:
        ActionRefused: when it is not unlisted, or the reason is missing.
    """
    submission = _locked(Submission.objects.all(), submission_id, "submission")
    if submission.unlisted_at is None:
        raise ActionRefused(f"{submission} is not unlisted.")
    unlisted_for = {"unlisted_for": submission.unlisted_reason}
    record_publicly(actor, AuditAction.SUBMISSION_RELIST, submission, reason, unlisted_for)
    Submission.objects.filter(pk=submission_id).update(unlisted_at=None, unlisted_reason="")
    publish_again([submission])


@transaction.atomic
def unlist_model(generator_id: int, actor: Actor, reason: str) -> None:
    """Remove the model from later releases, even if its author submits again; its page says why and since when.

    Raises:
        ActionRefused: when it is unlisted already, or the reason is missing.
    """
    generator = _locked(Generator.objects.all(), generator_id, "model")
    if generator.unlisted_at is not None:
        raise ActionRefused(f"The model {generator} is unlisted already.")
    unlist_models([generator], actor, reason)


def unlist_models(generators: Iterable[Generator], actor: Actor, reason: str) -> None:
    """Unlist models whose rows are locked, in the caller's transaction."""
    for generator in generators:
        entry = record_publicly(actor, AuditAction.MODEL_UNLIST, generator, reason)
        Generator.objects.filter(pk=generator.pk).update(unlisted_at=Now(), unlisted_reason=entry.reason)
        publish_again(generator.submissions.all())


@transaction.atomic
def relist_model(generator_id: int, actor: Actor, reason: str) -> None:
    """Undo ``unlist_model``. Submissions that were unlisted separately stay unlisted.

    Raises:
        ActionRefused: when it is not unlisted, or the reason is missing.
    """
    generator = _locked(Generator.objects.all(), generator_id, "model")
    if generator.unlisted_at is None:
        raise ActionRefused(f"The model {generator} is not unlisted.")
    relist_models([generator], actor, reason)


def relist_models(generators: Iterable[Generator], actor: Actor, reason: str) -> None:
    """Relist models whose rows are locked, in the caller's transaction."""
    for generator in generators:
        unlisted_for = {"unlisted_for": generator.unlisted_reason}
        record_publicly(actor, AuditAction.MODEL_RELIST, generator, reason, unlisted_for)
        Generator.objects.filter(pk=generator.pk).update(unlisted_at=None, unlisted_reason="")
        publish_again(generator.submissions.all())


def _locked(rows: QuerySet[Row], key: int, noun: str) -> Row:
    row = rows.select_for_update(no_key=True).filter(pk=key).first()
    if row is None:
        raise ActionRefused(f"There is no {noun} {key}.")
    return row
