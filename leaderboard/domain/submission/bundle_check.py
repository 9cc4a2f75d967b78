"""Checks a whole bundle: reads the zip's entries as pictures of slots, and checks these; stores nothing.

The site and the client of authors use the same check; they decode pictures in different ways.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from leaderboard.domain.images.check import form_of
from leaderboard.domain.images.faults import ImageFault
from leaderboard.domain.submission.bundle import (
    MANIFEST,
    BundleFault,
    BundleFaultKind,
    Slot,
    UnknownName,
    slot_of,
)
from leaderboard.domain.submission.generation_settings import settings_of_manifest
from leaderboard.domain.submission.manifest import BadManifest, parse_manifest
from leaderboard.domain.submission.picture_check import Inspector, PictureCheck, complete, inspect_all
from leaderboard.domain.submission.zip_reader import (
    EntryRefused,
    check_entry,
    entries,
    entry_name,
    open_zip,
    read_entry,
    shown_name,
)
from leaderboard.domain.texts import FieldFault

_SPARE_FILES = 1000


@dataclass
class BundleCheck(PictureCheck):
    """The result of a bundle's check, with the entry of every slot's picture in the zip, and the manifest.

    ``ignored``: names of files that operating systems add to zips.
    """

    files: dict[Slot, zipfile.ZipInfo] = field(default_factory=dict)
    manifest: dict[str, Any] | None = None
    ignored: list[str] = field(default_factory=list)


def check_bundle(
    file: IO[bytes],
    wanted: Sequence[Slot],
    languages: Sequence[str],
    inspector: Inspector,
    checked: Callable[[int], None],
) -> BundleCheck:
    """Check a whole bundle.

    Args:
        wanted: the slots that the bundle has to fill, in order.
        checked: called with the number of files checked so far.
    """
    result = BundleCheck()
    try:
        with open_zip(file) as archive:
            files, result.ignored = entries(archive)
            _check_count(len(files), len(wanted))
            pictures = _pictures(archive, files, frozenset(wanted), languages, result)
            inspect_all(pictures, result, inspector, checked)
    except EntryRefused as refused:
        result.faults.append(BundleFault(refused.kind, str(refused)))
        return result
    complete(result, wanted)
    return result


def _check_count(files: int, needed: int) -> None:
    """Refuse a zip of mostly other files as a whole: nobody reads a report of 80,000 lines."""
    if files > 2 * needed + _SPARE_FILES:
        raise EntryRefused(
            BundleFaultKind.SURPLUS,
            f"the zip has {files} files, but {needed} pictures are needed; remove the others",
        )


def _pictures(
    archive: zipfile.ZipFile,
    files: Sequence[zipfile.ZipInfo],
    wanted: frozenset[Slot],
    languages: Sequence[str],
    result: BundleCheck,
) -> Iterator[tuple[Slot, str, bytes]]:
    for info in files:
        try:
            check_entry(info)
            if entry_name(info) == MANIFEST:
                result.manifest = _manifest(archive, info)
                continue
            slot = slot_of(entry_name(info), wanted, languages)
            if slot in result.taken:
                raise EntryRefused(BundleFaultKind.DUPLICATE, f"a second file for prompt {slot}; keep one of them")
            result.taken.add(slot)
            result.files[slot] = info
            yield slot, shown_name(info), read_entry(archive, info, look_at=form_of)
        except ImageFault as fault:
            result.refuse(fault.kind, f"prompt {slot}: {fault}", shown_name(info), slot)
        except UnknownName as error:
            result.refuse(BundleFaultKind.SURPLUS, str(error), shown_name(info), None)
        except EntryRefused as refused:
            # There is a file for this slot, so the slot is not reported as missing as well.
            refused_slot = _slot_or_none(info, wanted, languages)
            result.taken.update({refused_slot} if refused_slot else ())
            result.refuse(refused.kind, str(refused), shown_name(info), refused_slot)


def _slot_or_none(info: zipfile.ZipInfo, wanted: frozenset[Slot], languages: Sequence[str]) -> Slot | None:
    try:
        return slot_of(entry_name(info), wanted, languages)
    except UnknownName:
        return None


def _manifest(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> dict[str, Any]:
    try:
        manifest = parse_manifest(read_entry(archive, info))
        settings_of_manifest(manifest)
    except (BadManifest, FieldFault) as error:
        raise EntryRefused(BundleFaultKind.BAD_MANIFEST, str(error)) from error
    return manifest
