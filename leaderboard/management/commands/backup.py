"""``manage.py backup``: copy the database and all stored files into a folder or bucket, while the site runs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leaderboard.backup import BackupFault
from leaderboard.backup.checking import check
from leaderboard.backup.copying import Progress
from leaderboard.backup.place import Place, place_at
from leaderboard.backup.taking import back_up, prune
from leaderboard.management.backups import listed, size_of


class Command(BaseCommand):
    """Does not copy files that an earlier backup has copied."""

    help = "Back up the database and all stored files, while the site runs; or check a backup (docs/backup.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", help="a folder, or s3://bucket/prefix?endpoint=https://host")
        parser.add_argument("--keep", type=int, metavar="N", help="afterwards, delete all but the newest N backups")
        parser.add_argument(
            "--check", action="store_true", help="read a backup and compare all hashes instead of making one"
        )
        parser.add_argument("--backup", metavar="NAME", help="the backup that --check reads (default: the newest)")

    def handle(self, *args: Any, target: str, keep: int | None, **options: Any) -> None:
        """Make or check a backup.

        Raises:
            CommandError: if no backup was completed, or files are missing in it.
        """
        if keep is not None and keep < 1:
            raise CommandError(f"--keep {keep}: expected 1 or more; at least one backup is always kept")
        try:
            place = place_at(target)
            if options["check"]:
                self._check(place, options["backup"] or place.newest())
            else:
                self._back_up(place, keep)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        except OSError as error:
            raise CommandError(f"files cannot be read or written: {error.strerror or error}") from error

    def _back_up(self, place: Place, keep: int | None) -> None:
        name, head, done = back_up(place, self._show)
        self.stdout.write(
            f"backup {name}: {done.files} files ({size_of(done.size)}), {done.copied} of them copied "
            f"({size_of(done.copied_size)}); database {size_of(head.database_size)}"
        )
        if keep is not None:
            backups, objects = prune(place, keep)
            self.stdout.write(f"{backups} older backups were deleted, with {objects} files that no other backup uses")
        self._end(
            done,
            f"backup {name} is complete except for {len(done.faults)} files that are missing or damaged in the storage",
        )

    def _check(self, place: Place, name: str) -> None:
        head, done = check(place, name, self._show)
        self.stdout.write(
            f"backup {name} of version {head.code_version}: the database and {done.files - len(done.faults)} of "
            f"{done.files} files ({size_of(done.size)}) are unchanged"
        )
        for missing in head.missing:
            self.stdout.write(f"{missing}: it was already missing in the storage when the backup was made")
        self._end(done, f"{len(done.faults)} files of backup {name} are missing or damaged; make a new backup now")

    def _show(self, done: Progress) -> None:
        self.stdout.write(f"{done.done} of {done.files} files")

    def _end(self, done: Progress, told: str) -> None:
        if done.faults:
            for line in listed(done.faults):
                self.stderr.write(line)
            raise CommandError(told)
