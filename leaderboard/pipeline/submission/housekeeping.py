"""Housekeeping: deletes what killed processes and earlier versions left behind and restores lost evidence; hourly."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.core.files.storage import default_storage

from leaderboard.domain.stages import Stage
from leaderboard.files.leftovers import delete_leftovers, old_files
from leaderboard.files.reading import LostFile
from leaderboard.files.site_storage import site_storage
from leaderboard.models import BundleRun, EndpointRun, Evidence, Outcome, clock
from leaderboard.pipeline.generation.lost_pictures import folders_of_hour, look_for_lost_pictures
from leaderboard.pipeline.publishing.evidence import restore_evidence
from leaderboard.pipeline.submission.direct import ending
from leaderboard.pipeline.work import deleting, storage_watch, transitions

log = logging.getLogger(__name__)

_BUNDLES = "bundles"


def tidy(folders: Iterable[int] | None = None) -> int:
    """Delete half-written files, temporary uploads and bundles without a submission, each older than a day.

    Evidence files that are lost or cut short are written again, and configurations of endpoints that are not called any
    more are forgotten. Operators are told of pictures that are lost. Returns how many files were deleted.

    Args:
        folders: those in which lost pictures are looked for; by default those of this hour.
    """
    ending.expire()
    _forget_configurations()
    _restore_evidence()
    look_for_lost_pictures(folders_of_hour(clock.read().hour) if folders is None else folders)
    deleted = delete_leftovers() + _delete_unused_bundles()
    if deleted:
        log.info("housekeeping: %s leftover files were deleted", deleted)
    return deleted


def _delete_unused_bundles() -> int:
    """Zips that were stored before their submission failed to be, or whose deletion failed after its end."""
    old = set(old_files(_BUNDLES))
    used = set(BundleRun.objects.filter(file__in=old).values_list("file", flat=True))
    return sum(deleting.delete_file(name) for name in old - used)


def _forget_configurations() -> None:
    """Earlier versions kept address and parameters in clear text after a run had ended."""
    ended = EndpointRun.objects.exclude(submission__outcome=Outcome.RUNNING, submission__stage=Stage.GENERATION)
    for endpoint in ended.iterator(chunk_size=500):
        if endpoint.extra or endpoint.sealed_key or endpoint.shown_url != endpoint.base_url:
            transitions.forget_configuration(endpoint.submission_id)


def _restore_evidence() -> None:
    # A list of all is cheaper than a look at each; one that was written after it was made is looked at.
    sizes = {entry.name: entry.size for entry in site_storage().entries("evidence")}
    for evidence in Evidence.objects.select_related("submission").iterator(chunk_size=500):
        fault = "" if sizes.get(evidence.path) == evidence.byte_size else _fault(evidence)
        if not fault:
            continue
        if restore_evidence(evidence):
            log.warning("evidence of submission %s: %s; it was written again", evidence.submission_id, fault)
        else:
            storage_watch.reading_failed(LostFile(evidence.path, fault))


def _fault(evidence: Evidence) -> str:
    try:
        size = default_storage.size(evidence.path)
    except FileNotFoundError:
        return "it is not there"
    return "" if size == evidence.byte_size else f"it has {size} bytes where {evidence.byte_size} were stored"
