"""Where backups are: a folder or a bucket with the files of all backups as objects, and a folder for each backup.

objects/ab/abcd…                         a file's bytes, by their SHA-256; shared by all backups
backups/2026-11-30T05-50-00.123Z/database.dump
backups/2026-11-30T05-50-00.123Z/manifest.jsonl.zst     written last: with it, the backup is complete
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from leaderboard.backup import BackupFault
from leaderboard.backup.manifest import FileLine, Head, packed, unpacked
from leaderboard.files.site_storage import SiteStorage
from leaderboard.settings.environment import EnvironmentFault
from leaderboard.settings.storage import FOLDER, storage_at

_OBJECTS, _BACKUPS = "objects", "backups"
_MANIFEST, _DATABASE = "manifest.jsonl.zst", "database.dump"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or bucket with backups of one site."""

    storage: SiteStorage

    def backups(self) -> list[str]:
        """The names of the complete backups, oldest first."""
        return sorted(self._folders_with(_MANIFEST))

    def incomplete(self) -> list[str]:
        """The names of backups that were begun and not completed."""
        return sorted(self._folders_with(_DATABASE) - self._folders_with(_MANIFEST))

    def newest(self) -> str:
        """The name of the newest complete backup.

        Raises:
            BackupFault: if no backup of this place is complete.
        """
        names = self.backups()
        if not names:
            raise BackupFault(
                "this place has no complete backup; name the folder or bucket that manage.py backup wrote to"
            )
        return names[-1]

    def objects(self) -> dict[str, int]:
        """The size in bytes of every object, by SHA-256."""
        return {entry.name.rpartition("/")[2]: entry.size for entry in self.storage.entries(_OBJECTS)}

    def read(self, backup: str) -> tuple[Head, list[FileLine]]:
        """A backup's manifest.

        Raises:
            BackupFault: if there is no such backup, or its manifest cannot be read.
        """
        try:
            with self.storage.open(f"{_BACKUPS}/{backup}/{_MANIFEST}") as file:
                head, lines = unpacked(file)
                return head, list(lines)
        except FileNotFoundError:
            known = ", ".join(self.backups()) or "none"
            raise BackupFault(f"this place has no complete backup {backup} (its backups are: {known})") from None
        except BackupFault as fault:
            raise BackupFault(f"backup {backup}: {fault}") from fault

    def complete(self, backup: str, head: Head, files: list[FileLine]) -> None:
        """Write a backup's manifest, and so complete it."""
        name = f"{_BACKUPS}/{backup}/{_MANIFEST}"
        self.storage.save(name, ContentFile(packed(head, files), name))

    def forget(self, backup: str) -> None:
        """Delete a backup, but not its files, which others may share."""
        self.storage.delete(f"{_BACKUPS}/{backup}/{_MANIFEST}")
        self.storage.delete(self.database(backup))

    def database(self, backup: str) -> str:
        """The name of a backup's dump in the storage."""
        return f"{_BACKUPS}/{backup}/{_DATABASE}"

    def _folders_with(self, file: str) -> set[str]:
        return set(self._folders(file))

    def _folders(self, file: str) -> Iterator[str]:
        for entry in self.storage.entries(_BACKUPS):
            _, backup, name = entry.name.split("/", 2)
            if name == file:
                yield backup


def object_name(sha256: str) -> str:
    """The name of an object in the storage."""
    return f"{_OBJECTS}/{sha256[:2]}/{sha256}"


def backup_name(at: datetime) -> str:
    """The name of a backup whose snapshot was made at this time; names sort by time."""
    return f"{at:%Y-%m-%dT%H-%M-%S}.{at.microsecond // 1000:03}Z"


def place_at(address: str) -> Place:
    """The place at a folder's path or an ``s3://`` address. What is written to a folder, only its owner may read.

    Raises:
        BackupFault: if the address cannot be used.
    """
    try:
        chosen = storage_at(address)
    except EnvironmentFault as fault:
        raise BackupFault(str(fault).replace("STORAGE_URL", address.partition("?")[0])) from fault
    if chosen["BACKEND"] == FOLDER:
        location = str(Path(address).resolve())
        chosen["OPTIONS"] = {"location": location, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    return Place(cast("SiteStorage", storages.create_storage(chosen)))
