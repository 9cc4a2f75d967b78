"""Housekeeping: deletes expired files and what killed processes left; restores lost evidence.

How long files are kept, and why, is in docs/operating.md#retention.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage

from leaderboard.domain.stages import Stage
from leaderboard.files.leftovers import delete_leftovers
from leaderboard.files.reading import LostFile
from leaderboard.files.site_storage import Freed, site_storage
from leaderboard.models import EndpointRun, Evidence, Outcome, clock
from leaderboard.pipeline.generation.lost_pictures import folders_of_hour, look_for_lost_pictures
from leaderboard.pipeline.leaving import exports
from leaderboard.pipeline.notifying import deliveries, mails, webhooks
from leaderboard.pipeline.publishing.evidence import restore_evidence
from leaderboard.pipeline.submission import retention
from leaderboard.pipeline.submission.direct import ending
from leaderboard.pipeline.submission.sets import ending as set_ending
from leaderboard.pipeline.submission.sets import files as sent_files
from leaderboard.pipeline.tidying import orphans
from leaderboard.pipeline.work import storage_use, storage_watch, transitions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tidied:
    """What one step deleted: ``what`` in words, files and their bytes (0 if unknown)."""

    what: str
    freed: Freed

    def __str__(self) -> str:
        return f"{self.what}: {self.freed.files} ({self.freed.size / 2**20:.1f} MiB)"


def tidy(folders: Iterable[int] | None = None, *, dry_run: bool = False) -> list[Tidied]:
    """Run all steps of housekeeping; returns what was deleted, step by step. In addition, lost or truncated evidence
    files are written again, configurations of endpoints that are no longer called are deleted, and operators are
    notified of lost pictures.

    Args:
        folders: the folders of pictures to process; by default those of this hour, so that each has its turn within a
            day. dry_run: change nothing, but return what would be deleted.
    """
    chosen = list(folders_of_hour(clock.read().hour) if folders is None else folders)
    if not dry_run:
        _forget_configurations()
        _restore_evidence()
        look_for_lost_pictures(chosen)
        storage_use.count()
    done = [Tidied(what, step()) for what, step in _steps(chosen, dry_run=dry_run).items()]
    for tidied in done:
        if tidied.freed.files and not dry_run:
            log.info("housekeeping: %s", tidied)
    return done


def _steps(folders: list[int], *, dry_run: bool) -> dict[str, Callable[[], Freed]]:
    return {
        "half-written files and temporary uploads": lambda: delete_leftovers(dry_run=dry_run),
        "abandoned uploads to the bucket": lambda: Freed(ending.expire(dry_run=dry_run)),
        "picture sets that were not submitted": lambda: Freed(set_ending.expire(dry_run=dry_run)),
        "sent pictures that no set needs": lambda: sent_files.delete_expired(dry_run=dry_run),
        "zips of checked bundles": lambda: retention.delete_old_zips(dry_run=dry_run),
        "zips without a submission": lambda: orphans.delete_unused_bundles(dry_run=dry_run),
        "sent pictures without a row": lambda: orphans.delete_unused_sent_pictures(dry_run=dry_run),
        "submissions whose pictures have expired": lambda: Freed(retention.release_expired(dry_run=dry_run)),
        "pictures that no submission needs": lambda: retention.delete_unneeded_pictures(folders, dry_run=dry_run),
        "files of pictures without a row": lambda: orphans.delete_unused_pictures(folders, dry_run=dry_run),
        "deliveries to webhooks": lambda: Freed(deliveries.forget_old(dry_run=dry_run)),
        "copies of people's data": lambda: exports.delete_expired(dry_run=dry_run),
        "copies of people's data without a row": lambda: exports.delete_unused(dry_run=dry_run),
        "mails about events": lambda: Freed(mails.forget_old(dry_run=dry_run)),
        "deleted webhooks": lambda: Freed(webhooks.forget_deleted(dry_run=dry_run)),
        "evidence files without a row": lambda: orphans.delete_unused_evidence(dry_run=dry_run),
    }


def _forget_configurations() -> None:
    """Earlier versions kept address and parameters in clear text after a run had ended."""
    ended = EndpointRun.objects.exclude(submission__outcome=Outcome.RUNNING, submission__stage=Stage.GENERATION)
    for endpoint in ended.iterator(chunk_size=500):
        if endpoint.extra or endpoint.sealed_key or endpoint.shown_url != endpoint.base_url:
            transitions.forget_configuration(endpoint.submission_id)


def _restore_evidence() -> None:
    # Listing all is cheaper than checking each; files written after the listing are checked.
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
        return "it is missing"
    return "" if size == evidence.byte_size else f"it has {size} bytes where {evidence.byte_size} were stored"
