"""Copying a site's files from one storage to another, while the site runs; a copy that broke off is resumed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from leaderboard.files.site_storage import Entry, SiteStorage
from leaderboard.settings.storage import storage_at

MOST_FAULTS = 100
"""After so many the copying ends: something more than single files is wrong."""

_AT_A_TIME = 8
_BATCH = 256
_BLOCK = 1 << 20
_IN_MEMORY = 8 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass
class Moved:
    """What was done so far; sizes in bytes. ``faults`` are sentences, each about one file."""

    files: int
    size: int
    done: int = 0
    done_size: int = 0
    copied: int = 0
    faults: list[str] = field(default_factory=list)


def storage_of(place: str) -> SiteStorage:
    """The storage at a folder's path or an ``s3://`` address.

    Raises:
        EnvironmentFault: if the address cannot be used.
    """
    return cast("SiteStorage", storages.create_storage(storage_at(place)))


def move(source: SiteStorage, target: SiteStorage, show: Callable[[Moved], None], *, check: bool = False) -> Moved:
    """Copy what the target does not have in the same size, and compare the SHA-256 of each copy. Nothing is deleted.

    Args:
        show: called after every batch of files.
        check: copy nothing, and compare the SHA-256 of all files of the source with those of the target.

    Raises:
        OSError: if one of the storages cannot be listed.
    """
    entries = list(source.entries())
    there = {entry.name: entry.size for entry in target.entries()}
    moved = Moved(len(entries), sum(entry.size for entry in entries))

    def act(entry: Entry) -> tuple[Entry, bool, str]:
        is_there = there.get(entry.name) == entry.size
        try:
            if check:
                return entry, False, _compare(source, target, entry.name)
            return entry, not is_there, "" if is_there else _copy(source, target, entry.name)
        except OSError as error:
            return entry, False, str(error)

    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        for batch in _batches(iter(entries)):
            for entry, copied, fault in threads.map(act, batch):
                moved.done += 1
                moved.done_size += entry.size
                moved.copied += copied and not fault
                if fault:
                    moved.faults.append(f"{entry.name}: {fault}")
            show(moved)
            if len(moved.faults) >= MOST_FAULTS:
                break
    return moved


def _copy(source: SiteStorage, target: SiteStorage, name: str) -> str:
    """Copy one file; returns what is wrong with it, or ""."""
    try:
        sha256, content = _read(source, name)
    except FileNotFoundError:
        return ""  # deleted since it was listed, such as the zip of a bundle that was taken in
    if _is_damaged(name, sha256):
        return "the source's bytes are not those that were stored; it is not copied"
    with content or source.open(name) as file:
        target.save(name, file)
    if _read(target, name)[0] != sha256:
        target.delete(name)
        return "the copy's SHA-256 differs from the original's; the copy is deleted"
    return ""


def _compare(source: SiteStorage, target: SiteStorage, name: str) -> str:
    try:
        sha256 = _read(source, name)[0]
    except FileNotFoundError:
        return ""
    if _is_damaged(name, sha256):
        return "the source's bytes are not those that were stored"
    try:
        return "" if _read(target, name)[0] == sha256 else "its SHA-256 differs between the source and the target"
    except FileNotFoundError:
        return "the target does not have it"


def _read(storage: SiteStorage, name: str) -> tuple[str, File[bytes] | None]:
    """A file's SHA-256, and its content if it is small."""
    sha256, kept = hashlib.sha256(), bytearray()
    with storage.open(name) as file:
        is_small = file.size <= _IN_MEMORY
        while block := file.read(_BLOCK):
            sha256.update(block)
            if is_small:
                kept += block
    return sha256.hexdigest(), ContentFile(bytes(kept), name) if is_small else None


def _is_damaged(name: str, sha256: str) -> bool:
    stem = PurePosixPath(name).name.partition(".")[0]
    return _SHA256.fullmatch(stem) is not None and stem != sha256


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while batch := list(islice(entries, _BATCH)):
        yield batch
