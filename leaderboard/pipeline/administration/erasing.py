"""Deletes evidence about pictures that were taken down: at once, and in the sweeper while that fails."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from leaderboard.models import Deletion, Evidence, GeneratedImage, SupersededEvidence
from leaderboard.models.clock import Now
from leaderboard.pipeline.work.deleting import delete_file


def due_evidence() -> QuerySet[SupersededEvidence]:
    """Evidence of submissions that were taken down, and earlier evidence about pictures that were."""
    taken_down = GeneratedImage.objects.filter(
        submission=OuterRef("submission"), stored__deleted_because=Deletion.TAKEDOWN, excluded_at__isnull=False
    )
    return SupersededEvidence.objects.filter(
        Q(submission__taken_down_at__isnull=False) | Exists(taken_down), erased_at__isnull=True
    )


def erase_evidence(ids: Sequence[int]) -> int:
    """Delete these evidence files; returns how many. A file that has become the current evidence again is kept.

    Raises:
        OSError: when the storage cannot delete at the moment.
    """
    erased = 0
    for evidence in due_evidence().filter(pk__in=ids):
        if Evidence.objects.filter(sha256=evidence.sha256).exists() or delete_file(evidence.path):
            erased += SupersededEvidence.objects.filter(pk=evidence.pk).update(erased_at=Now())
    return erased
