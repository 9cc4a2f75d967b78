"""Copying files between a site's storage and a backup's objects, several at a time, each with its SHA-256."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import TypeVar

from django.core.files.base import ContentFile, File

from leaderboard.files.site_storage import SiteStorage

_AT_A_TIME = 8
_BATCH = 256
_BLOCK = 1 << 20
_IN_MEMORY = 8 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHOW_EVERY_S = 5.0
_CONTENT_NAMED = ("images/", "evidence/")

Item = TypeVar("Item")


@dataclass
class Progress:
    """What was done so far; sizes in bytes. ``faults`` are sentences, each about one file."""

    show: Callable[[Progress], None]
    files: int = 0
    size: int = 0
    done: int = 0
    copied: int = 0
    copied_size: int = 0
    faults: list[str] = field(default_factory=list)
    _shown_at: float = field(default_factory=time.monotonic)

    def shown(self) -> None:
        """Show it, if it was not shown for a while."""
        if time.monotonic() - self._shown_at >= _SHOW_EVERY_S:
            self._shown_at = time.monotonic()
            self.show(self)


@dataclass(frozen=True, slots=True)
class Read:
    """A file's SHA-256 and size in bytes; ``content``, if it is small."""

    sha256: str
    size: int
    content: File[bytes] | None


def stated_sha256(name: str) -> str:
    """The SHA-256 that a stored file's name says it has, "" for names that say nothing."""
    stem = PurePosixPath(name).name.partition(".")[0]
    return stem if name.startswith(_CONTENT_NAMED) and _SHA256.fullmatch(stem) else ""


def read(storage: SiteStorage, name: str) -> Read:
    """Read a file to its end.

    Raises:
        OSError: if it cannot be read; FileNotFoundError if it is not there.
    """
    sha256, kept, size = hashlib.sha256(), bytearray(), 0
    with storage.open(name) as file:
        is_small = file.size <= _IN_MEMORY
        while block := file.read(_BLOCK):
            size += len(block)
            sha256.update(block)
            if is_small:
                kept += block
    return Read(sha256.hexdigest(), size, ContentFile(bytes(kept), name) if is_small else None)


def save(source: SiteStorage, name: str, was: Read, target: SiteStorage, as_name: str) -> None:
    """Copy a file that was read.

    Raises:
        OSError: if it cannot be copied, or its bytes have changed since it was read.
    """
    if was.content:
        target.save(as_name, was.content)
        return
    with source.open(name) as file:
        target.save(as_name, file)
    if read(target, as_name).sha256 != was.sha256:
        target.delete(as_name)
        raise OSError("its bytes changed while it was copied")


def for_each(items: Iterable[Item], act: Callable[[Item], str], progress: Progress) -> None:
    """Do something with each of many files, some at a time; ``act`` returns what is wrong with one, or ""."""
    waiting = iter(items)
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        while batch := list(islice(waiting, _BATCH)):
            for fault in threads.map(act, batch):
                progress.done += 1
                if fault:
                    progress.faults.append(fault)
            progress.shown()
