"""Deleting a generator: by its author, while nothing of it has ever been public.

The row stays as a tombstone without the author's facts, and so do its submissions: what they cost of the quota, and how
many attempts an author made on a board, must not change by a deletion. Their pictures are given up.
"""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard.models import AuditAction, Deletion, Generator, Outcome, Submission, User
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.submission.refusal import SubmissionRefused


def may_be_deleted(generator: Generator) -> bool:
    """Whether nothing of it was ever public, and no submission is running."""
    return not _has_public(generator) and not _is_running(generator)


@transaction.atomic
def delete_generator(generator: Generator, owner: User) -> None:
    """Delete an own generator.

    Whoever submits or publishes with it at the same time comes before or after: both take a lock of its row.

    Raises:
        SubmissionRefused: when something of it is or was public, or a submission of it is running.
    """
    generator = Generator.objects.select_for_update().get(pk=generator.pk)
    if generator.deleted_at is not None:
        return
    if _has_public(generator):
        raise SubmissionRefused(
            _("results of this generator are or were public, and releases name it; it cannot be deleted")
        )
    if _is_running(generator):
        raise SubmissionRefused(_("a submission of this generator is running; delete it when that has ended"))
    record(Actor.of(owner), AuditAction.GENERATOR_DELETE, generator, "Deleted by its author.")
    Submission.objects.filter(generator=generator, files_deleted_at__isnull=True).update(
        files_deleted_at=Now(), files_deleted_because=Deletion.AUTHOR
    )
    Generator.objects.filter(pk=generator.pk).update(
        # Another name: the author may want to use this one again.
        name=f"deleted {generator.pk} {secrets.token_hex(4)}",
        organisation="deleted",
        licence="deleted",
        open_weights=False,
        homepage="",
        parameter_count=None,
        price_usd=None,
        price_declared_on=None,
        description="",
        deleted_at=Now(),
    )


def _has_public(generator: Generator) -> bool:
    return Submission.objects.filter(generator=generator, public_at__isnull=False).exists()


def _is_running(generator: Generator) -> bool:
    return Submission.objects.filter(generator=generator, outcome=Outcome.RUNNING).exists()
