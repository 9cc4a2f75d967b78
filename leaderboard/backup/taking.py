"""Making a backup while the site works: a snapshot of the database first, then the files that it names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.conf import settings

from leaderboard.backup import BackupFault
from leaderboard.backup.copying import Progress, for_each, read, save, stated_sha256
from leaderboard.backup.manifest import FileLine, Head
from leaderboard.backup.place import Place, object_name
from leaderboard.backup.snapshot import Snapshot, no_deletions, take_snapshot
from leaderboard.files.site_storage import Entry, SiteStorage, site_storage
from leaderboard.models import TallyName
from leaderboard.pipeline.site import storage_mark
from leaderboard.pipeline.work import tallies


def back_up(place: Place, show: Callable[[Progress], None]) -> tuple[str, Head, Progress]:
    """Make a backup; returns its name, its head and what was done.

    Files are looked for after the snapshot and are not deleted meanwhile (``no_deletions``), so every file that a row
    of the snapshot names is found: rows are committed after their files are stored. Later files do no harm.

    Raises:
        BackupFault: no backup was made.
        OSError: likewise; the storage or the place cannot be listed or written.
    """
    source = site_storage()
    _check(source, place)
    progress = Progress(show)
    with no_deletions():
        snapshot = take_snapshot(place)
        copies = _Copies(source, place, snapshot, progress)
        lines = copies.made()
    head = Head(
        made_at=snapshot.made_at,
        code_version=settings.SALON_CODE_VERSION,
        migrations=snapshot.migrations,
        postgres=snapshot.postgres,
        pg_dump=snapshot.pg_dump,
        database_size=snapshot.size,
        database_sha256=snapshot.sha256,
        missing=tuple(sorted(snapshot.needed.keys() - {line.name for line in lines})),
    )
    place.complete(snapshot.backup, head, lines)
    tallies.add({(TallyName.BACKUPS, ""): 1.0})
    return snapshot.backup, head, progress


def _check(source: SiteStorage, place: Place) -> None:
    here, there = (f"{getattr(storage, 'location', '')}/" for storage in (source, place.storage))
    if there.startswith(here) or here.startswith(there):
        raise BackupFault("the backup would be inside the site's own storage; name another folder or bucket")
    fault = place.storage.fault()
    if fault:
        raise BackupFault(f"no files can be written to the place of the backup: {fault}")


class _Copies:
    """The copying of a storage's files into objects; those that are there already are not read."""

    def __init__(self, source: SiteStorage, place: Place, snapshot: Snapshot, progress: Progress) -> None:
        self._source, self._place, self._progress = source, place, progress
        self._needed = snapshot.needed
        self._objects = place.objects()
        earlier = place.backups()
        self._known = {line.name: line for line in place.read(earlier[-1])[1]} if earlier else {}
        self._lines: list[FileLine] = []

    def made(self) -> list[FileLine]:
        """Copy all files; returns the lines of the manifest."""
        entries = list(self._source.entries())
        listed = {entry.name for entry in entries}
        lost = [Entry(name, size, 0.0) for name, size in self._needed.items() if name not in listed]
        self._progress.files = len(entries) + len(lost)
        self._progress.size = sum(entry.size for entry in entries)
        for_each([*entries, *lost], self._act, self._progress)
        return sorted(self._lines, key=lambda line: line.name)

    def _act(self, entry: Entry) -> str:
        try:
            line = self._there(entry) or self._copy(entry)
        except FileNotFoundError:
            return f"{entry.name}: the storage does not have it" if entry.name in self._needed else ""
        except OSError as error:
            return f"{entry.name}: {error.strerror or error}"
        if line is None:
            return f"{entry.name}: its bytes are not those that were stored; it is not copied"
        self._lines.append(line)
        return ""

    def _there(self, entry: Entry) -> FileLine | None:
        """The file's line, if its bytes are an object already. All names but one always mean the same bytes."""
        if entry.name == storage_mark.FILE:
            return None
        stated = stated_sha256(entry.name)
        size = self._needed.get(entry.name, entry.size)
        if stated:
            return FileLine(entry.name, size, stated) if self._objects.get(stated) == size else None
        known = self._known.get(entry.name)
        is_same = known is not None and known.size == entry.size == self._objects.get(known.sha256)
        return known if is_same else None

    def _copy(self, entry: Entry) -> FileLine | None:
        """Copy the file; None if it is damaged."""
        content = read(self._source, entry.name)
        if stated_sha256(entry.name) not in {"", content.sha256}:
            return None
        if self._objects.get(content.sha256) != content.size:
            save(self._source, entry.name, content, self._place.storage, object_name(content.sha256))
            self._objects[content.sha256] = content.size
            self._progress.copied += 1
            self._progress.copied_size += content.size
        return FileLine(entry.name, content.size, content.sha256)


def prune(place: Place, keep: int) -> tuple[int, int]:
    """Delete all but the newest backups, and the objects that none of these names; returns how many of each.

    Raises:
        BackupFault: if a manifest cannot be read, or another backup is being made; nothing is deleted then.
    """
    with no_deletions():
        names = place.backups()
        kept = names[-keep:]
        used = {line.sha256 for name in kept for line in place.read(name)[1]}
        old = [*names[:-keep], *place.incomplete()]
        for name in old:
            place.forget(name)
        unused = place.objects().keys() - used
        for_each(sorted(unused), partial(_forget, place), Progress(lambda progress: None))
    return len(old), len(unused)


def _forget(place: Place, sha256: str) -> str:
    place.storage.delete(object_name(sha256))
    return ""
