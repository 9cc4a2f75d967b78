"""Files in the storage that no row names: of killed processes, and of rows that a restored database does not have.

A file is an orphan a day after it was written, by the storage's own date, and is checked again under a lock that
``store_bytes`` takes before the row of such a picture appears.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import QuerySet

from leaderboard.files.leftovers import is_still_old, old_files
from leaderboard.files.site_storage import Entry, Freed
from leaderboard.models import BundleRun, Evidence, SentPicture, StoredImage, SupersededEvidence, UploadSession
from leaderboard.pipeline.generation import deletion
from leaderboard.pipeline.site import storage_mark
from leaderboard.pipeline.submission.sets import files as sent_files
from leaderboard.pipeline.work import deleting
from leaderboard.pipeline.work.locks import lock_name

log = logging.getLogger(__name__)

_BUNDLES, _EVIDENCE = "bundles", "evidence"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ASKED_AT_ONCE = 500


def delete_unused_bundles(*, dry_run: bool = False) -> Freed:
    """Zips stored for submissions that then failed to be stored, or whose deletion failed after the end."""
    old = {entry.name: entry for entry in old_files(_BUNDLES)}
    used = set(BundleRun.objects.filter(file__in=old).values_list("file", flat=True))
    used |= set(UploadSession.objects.filter(name__in=old, ended_at__isnull=True).values_list("name", flat=True))
    freed = Freed()
    for name in old.keys() - used:
        if dry_run or deleting.delete_file(name):
            freed += Freed(1, old[name].size)
    return freed


def delete_unused_sent_pictures(*, dry_run: bool = False) -> Freed:
    """Pictures that were stored just before their process died, or whose deletion failed."""
    if not _is_the_sites_storage():
        return Freed()
    old = {entry.name: entry for entry in old_files(sent_files.FOLDER)}
    used = set(SentPicture.objects.filter(name__in=old).values_list("name", flat=True))
    freed = Freed()
    for name in old.keys() - used:
        if dry_run or deleting.delete_file(name):
            freed += Freed(1, old[name].size)
    return freed


def delete_unused_evidence(*, dry_run: bool = False) -> Freed:
    """Evidence files whose row is missing; published evidence always has one, also when it is superseded."""
    if not _is_the_sites_storage():
        return Freed()
    old = {entry.name: entry for entry in old_files(_EVIDENCE)}
    paths = {file.path for rows in _evidence_rows() for file in rows.only("sha256").iterator(chunk_size=_ASKED_AT_ONCE)}
    freed = Freed()
    for name in old.keys() - paths:
        with transaction.atomic():
            lock_name(name)
            if any(rows.filter(sha256=_sha256_of(name)).exists() for rows in _evidence_rows()):
                continue
            if dry_run or (is_still_old(name) and deleting.delete_file(name)):
                freed += Freed(1, old[name].size)
    return freed


def _evidence_rows() -> tuple[QuerySet[Evidence], QuerySet[SupersededEvidence]]:
    """Evidence whose files are kept: the current evidence, and what earlier releases name."""
    return Evidence.objects.all(), SupersededEvidence.objects.filter(erased_at__isnull=True)


def delete_unused_pictures(folders: Iterable[int], *, dry_run: bool = False) -> Freed:
    """Originals and copies without a row, or whose row says that they are deleted."""
    freed = Freed()
    if not _is_the_sites_storage():
        return freed
    for folder in folders:
        for kind in ("images", "renditions"):
            for entry in _without_row(old_files(f"{kind}/{folder:02x}")):
                if dry_run or _delete(entry):
                    freed += Freed(1, entry.size)
    return freed


def _is_the_sites_storage() -> bool:
    """With the database of one site and the storage of another, every file would be an orphan."""
    difference = storage_mark.difference()
    if difference:
        log.warning("files without a row are not looked for: the storage %s", difference)
    return not difference


def _without_row(entries: Iterator[Entry]) -> Iterator[Entry]:
    named = [(entry, sha256) for entry in entries if (sha256 := _sha256_of(entry.name))]
    for start in range(0, len(named), _ASKED_AT_ONCE):
        batch = named[start : start + _ASKED_AT_ONCE]
        known = StoredImage.objects.filter(pk__in={sha256 for _, sha256 in batch}, deleted_at__isnull=True)
        rows = set(known.values_list("pk", flat=True))
        yield from (entry for entry, sha256 in batch if sha256 not in rows)


def _delete(entry: Entry) -> bool:
    sha256 = _sha256_of(entry.name)
    if StoredImage.objects.filter(pk=sha256).exists():
        return deletion.delete_files(sha256)
    with transaction.atomic():
        lock_name(StoredImage(sha256=sha256).path)
        if StoredImage.objects.filter(pk=sha256).exists() or not is_still_old(entry.name):
            return False
        return deleting.delete_file(entry.name)


def _sha256_of(name: str) -> str:
    """The SHA-256 in a file's name; "" without one, so that no other file in the folders is ever deleted."""
    found = _SHA256.match(PurePosixPath(name).name)
    return found.group() if found else ""
