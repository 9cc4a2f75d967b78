"""``manage.py restore``: restore a backup into an empty site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leaderboard.backup import BackupFault
from leaderboard.backup.copying import Progress
from leaderboard.backup.place import place_at
from leaderboard.backup.restoring import restore
from leaderboard.management.backups import listed, size_of


class Command(BaseCommand):
    """May be repeated until it has succeeded once."""

    help = "Restore a backup into an empty site whose programs are stopped (docs/backup.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="the folder, or s3://bucket/prefix?endpoint=https://host, of the backups")
        parser.add_argument("--backup", metavar="NAME", help="the backup to restore (default: the newest)")
        parser.add_argument("--list", action="store_true", help="only list the backups")

    def handle(self, *args: Any, source: str, **options: Any) -> None:
        """Restore.

        Raises:
            CommandError: if nothing was restored, or files are missing.
        """
        try:
            place = place_at(source)
            if options["list"]:
                self.stdout.write(
                    "\n".join(place.backups())
                    or "this place has no complete backup; name the folder or bucket that manage.py backup wrote to"
                )
                return
            name = options["backup"] or place.newest()
            done = restore(place, name, self._show)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        except OSError as error:
            raise CommandError(f"files cannot be read or written: {error.strerror or error}") from error
        files = done.files
        self.stdout.write(
            f"backup {name} is restored: the database ({size_of(done.head.database_size)}) and "
            f"{files.files - len(files.faults)} of {files.files} files ({size_of(files.size)}); "
            f"{done.running} submissions go on when the workers start"
        )
        if done.unreadable:
            self.stderr.write(
                f"KEY_SECRET does not open the sealed configurations of {done.unreadable} endpoints: "
                "before you start the workers, set it to the value of the site that was backed up; otherwise these "
                "submissions fail, and their quota is refunded"
            )
        if files.faults or done.head.missing:
            told = [*files.faults, *(f"{missing}: not in any backup" for missing in done.head.missing)]
            for line in listed(told):
                self.stderr.write(line)
            raise CommandError(
                f"the site is restored, but {len(told)} files are missing; an earlier backup may have them"
            )

    def _show(self, done: Progress) -> None:
        self.stdout.write(f"{done.done} of {done.files} files")
