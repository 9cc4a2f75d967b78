"""What the site needs of the place where its files are; a folder and a bucket both offer it.

A file appears complete or not at all, and replaces the one of its name. Names are SHA-256s or random, so the same name
means the same bytes. What is wrong is an ``OSError``: ``FileNotFoundError`` for a file that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from django.core.files.base import File
from django.core.files.storage import default_storage

SIGNED_FOR_S = 600
"""How long a signed address is good for: long enough to begin a download, and no longer than caches keep a picture."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored file: its name in the storage, its size in bytes, and the seconds since it was written."""

    name: str
    size: int
    age_s: float


@dataclass(frozen=True, slots=True)
class Freed:
    """How many files were deleted, and their bytes together."""

    files: int = 0
    size: int = 0

    def __add__(self, other: Freed) -> Freed:
        return Freed(self.files + other.files, self.size + other.size)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a reader's browser is to be told of a file. ``public``: anybody may have it. ``saved_as``: "" to show it."""

    content_type: str
    public: bool
    saved_as: str = ""


class SiteStorage(Protocol):
    """A Django storage with what the site needs besides."""

    sound_for_s: float
    """How long a storage that was found sound need not be looked at again."""

    def open(self, name: str, mode: str = "rb") -> File[bytes]: ...

    def save(self, name: str, content: File[Any]) -> str: ...

    def size(self, name: str) -> int: ...

    def delete(self, name: str) -> None: ...

    def sized(self, name: str) -> tuple[int, Callable[[], File[bytes]]]:
        """A file's size, and how to open it once. A bucket tells both in one request; nothing has to be closed before.

        Raises:
            FileNotFoundError: if there is no such file.
        """

    def fault(self) -> str:
        """Why files cannot be stored now, in words; "" if they can."""

    def is_empty(self) -> bool:
        """Whether it has no files at all, like a folder whose disk is not mounted."""

    def entries(self, folder: str = "") -> Iterator[Entry]:
        """The files in a folder and its subfolders, without those that are half-written."""

    def delete_leftovers(self, older_than_s: float, *, dry_run: bool = False) -> Freed:
        """Delete what killed writers left behind, or only look for it."""

    def get_modified_time(self, name: str) -> datetime:
        """When a file was written, by the storage's clock."""

    def address(self, name: str, delivered: Delivered) -> str:
        """Where a reader gets the file without the site; "" if the site has to send it."""


def site_storage() -> SiteStorage:
    """The storage of the site's files."""
    return cast("SiteStorage", default_storage)
