"""Checking a backup: every byte of it is read and compared with its SHA-256."""

from __future__ import annotations

from collections.abc import Callable

from leaderboard.backup import BackupFault
from leaderboard.backup.copying import Progress, for_each, read
from leaderboard.backup.manifest import Head
from leaderboard.backup.place import Place, object_name
from leaderboard.backup.postgres_tools import feed, find_tool


def check(place: Place, backup: str, show: Callable[[Progress], None]) -> tuple[Head, Progress]:
    """Read a backup as a restore would.

    Raises:
        BackupFault: if its manifest or its dump cannot be used.
        OSError: if the place cannot be read.
    """
    head, lines = place.read(backup)
    check_dump(place, backup, head)
    sizes = {line.sha256: line.size for line in lines}
    names: dict[str, str] = {line.sha256: line.name for line in lines}
    progress = Progress(show, files=len(sizes), size=sum(sizes.values()))

    def act(sha256: str) -> str:
        fault = object_fault(place, sha256)
        return f"{names[sha256]}: {fault}" if fault else ""

    for_each(sorted(sizes), act, progress)
    return head, progress


def check_dump(place: Place, backup: str, head: Head) -> None:
    """Read a backup's dump, and let pg_restore list it.

    Raises:
        BackupFault: if it is missing or damaged, or there is no pg_restore that reads it.
    """
    tool = find_tool("pg_restore", head.pg_dump)
    name = place.database(backup)
    try:
        if read(place.storage, name).sha256 != head.database_sha256:
            raise BackupFault(f"the dump of backup {backup} is damaged: restore an earlier backup")
    except FileNotFoundError:
        raise BackupFault(f"the dump of backup {backup} is missing: restore an earlier backup") from None
    with place.storage.open(name) as dump:
        feed(tool, "--list", data=dump.chunks())


def object_fault(place: Place, sha256: str) -> str:
    """What is wrong with an object, or ""."""
    try:
        content = read(place.storage, object_name(sha256))
    except FileNotFoundError:
        return "it is missing in the backup"
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"
    return "" if content.sha256 == sha256 else "its bytes in the backup are damaged"
