"""Checks a whole bundle: has every picture decoded, and reports every fault with its prompt; stores nothing.

The site and the client of authors use the same check; they decode pictures in different ways.
"""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any

from leaderboard.domain.images.check import ImageFacts, form_of
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.submission.bundle import (
    MANIFEST,
    BundleFault,
    BundleFaultKind,
    Slot,
    UnknownName,
    missing_faults,
    slot_of,
)
from leaderboard.domain.submission.generation_settings import GenerationSettings, settings_of_manifest
from leaderboard.domain.submission.manifest import BadManifest, parse_manifest
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
class BundleCheck:
    """The result of a check: the picture of every slot and its entry in the zip, the manifest and the generation
    settings that it states, all faults and warnings.

    ``taken`` are the slots with a file, even a faulty one. ``broken_off``: a picture was so costly to decode that the
    others were not checked. ``ignored``: names of files that operating systems add to zips.
    """

    pictures: dict[Slot, ImageFacts] = field(default_factory=dict)
    files: dict[Slot, zipfile.ZipInfo] = field(default_factory=dict)
    faults: list[BundleFault] = field(default_factory=list)
    warnings: list[BundleFault] = field(default_factory=list)
    manifest: dict[str, Any] | None = None
    settings: GenerationSettings | None = None
    taken: set[Slot] = field(default_factory=set)
    broken_off: bool = False
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Inspector:
    """How pictures are decoded: ``inspect`` checks one, as ``inspect_image`` does; ``at_once`` run in threads."""

    inspect: Callable[[bytes], ImageFacts]
    at_once: int


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
            _check_files(archive, files, frozenset(wanted), languages, result, inspector, checked)
    except EntryRefused as refused:
        result.faults.append(BundleFault(refused.kind, str(refused)))
        return result
    result.warnings.extend(_same_pictures(result))
    if not result.broken_off:
        result.faults.extend(missing_faults(wanted, result.taken))
    return result


def _check_count(files: int, needed: int) -> None:
    """Refuse a zip of mostly other files as a whole: nobody reads a report of 80,000 lines."""
    if files > 2 * needed + _SPARE_FILES:
        raise EntryRefused(
            BundleFaultKind.SURPLUS,
            f"the zip has {files} files, but {needed} pictures are needed; remove the others",
        )


def _check_files(
    archive: zipfile.ZipFile,
    files: Sequence[zipfile.ZipInfo],
    wanted: frozenset[Slot],
    languages: Sequence[str],
    result: BundleCheck,
    inspector: Inspector,
    checked: Callable[[int], None],
) -> None:
    """Read files in this thread and have them decoded meanwhile; only a handful of pictures is in memory at a time."""
    running: deque[tuple[Slot, zipfile.ZipInfo, Future[ImageFacts]]] = deque()
    with ThreadPoolExecutor(inspector.at_once) as decoders:
        for number, (slot, info, data) in enumerate(_pictures(archive, files, wanted, languages, result), start=1):
            running.append((slot, info, decoders.submit(inspector.inspect, data)))
            if len(running) > inspector.at_once:
                _finish(*running.popleft(), result)
            if result.broken_off:
                decoders.shutdown(cancel_futures=True)
                return
            checked(number)
        while running and not result.broken_off:
            _finish(*running.popleft(), result)


def _pictures(
    archive: zipfile.ZipFile,
    files: Sequence[zipfile.ZipInfo],
    wanted: frozenset[Slot],
    languages: Sequence[str],
    result: BundleCheck,
) -> Iterator[tuple[Slot, zipfile.ZipInfo, bytes]]:
    for info in files:
        try:
            check_entry(info)
            if entry_name(info) == MANIFEST:
                result.manifest = _manifest(archive, info)
                result.settings = _settings(result.manifest)
                continue
            slot = slot_of(entry_name(info), wanted, languages)
            if slot in result.taken:
                raise EntryRefused(BundleFaultKind.DUPLICATE, f"a second file for prompt {slot}; keep one of them")
            result.taken.add(slot)
            yield slot, info, read_entry(archive, info, look_at=form_of)
        except ImageFault as fault:
            result.faults.append(_fault(fault.kind, f"prompt {slot}: {fault}", info, slot))
        except UnknownName as error:
            result.faults.append(BundleFault(BundleFaultKind.SURPLUS, str(error), shown_name(info)))
        except EntryRefused as refused:
            # There is a file for this slot, so the slot is not reported as missing as well.
            refused_slot = _slot_or_none(info, wanted, languages)
            result.taken.update({refused_slot} if refused_slot else ())
            result.faults.append(_fault(refused.kind, str(refused), info, refused_slot))


def _slot_or_none(info: zipfile.ZipInfo, wanted: frozenset[Slot], languages: Sequence[str]) -> Slot | None:
    try:
        return slot_of(entry_name(info), wanted, languages)
    except UnknownName:
        return None


def _finish(slot: Slot, info: zipfile.ZipInfo, facts: Future[ImageFacts], result: BundleCheck) -> None:
    try:
        result.pictures[slot] = facts.result()
        result.files[slot] = info
    except ImageFault as fault:
        # Such a picture is deliberate, and a thousand of them would keep the check busy for hours.
        result.broken_off = fault.kind is ImageFaultKind.TOO_COSTLY
        rest = ". The rest of the bundle was not checked" if result.broken_off else ""
        result.faults.append(_fault(fault.kind, f"prompt {slot}: {fault}{rest}", info, slot))


def _fault(kind: str, message: str, info: zipfile.ZipInfo, slot: Slot | None) -> BundleFault:
    return BundleFault(kind, message, shown_name(info), slot.prompt_key if slot else "", slot.language if slot else "")


def _same_pictures(result: BundleCheck) -> Iterator[BundleFault]:
    """Warnings for the same picture under two prompts. The languages of one prompt may share a picture.

    Not a fault, because a model may make the same picture twice, such as a black one for refused prompts; an endpoint
    may do so, too.
    """
    first: dict[str, Slot] = {}
    for slot, facts in result.pictures.items():
        other = first.setdefault(facts.sha256, slot)
        if other.prompt_key != slot.prompt_key:
            message = f"prompt {slot}: the same picture as for prompt {other}"
            yield _fault(BundleFaultKind.SAME_PICTURE, message, result.files[slot], slot)


def _manifest(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> dict[str, Any]:
    try:
        return parse_manifest(read_entry(archive, info))
    except BadManifest as error:
        raise EntryRefused(BundleFaultKind.BAD_MANIFEST, str(error)) from error


def _settings(manifest: dict[str, Any]) -> GenerationSettings | None:
    try:
        return settings_of_manifest(manifest)
    except FieldFault as fault:
        raise EntryRefused(BundleFaultKind.BAD_MANIFEST, str(fault)) from fault
