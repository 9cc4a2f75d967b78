"""``manage.py move_files``: copy the site's files from a folder into a bucket, between buckets, or back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leaderboard.files.moving import MOST_FAULTS, Moved, move, storage_of
from leaderboard.files.site_storage import SiteStorage
from leaderboard.settings.environment import EnvironmentFault

_SHOW_EVERY_S = 5.0
_FAULTS_SHOWN = 20


class Command(BaseCommand):
    """May be repeated: files that were copied before are skipped."""

    help = "Copy the site's files between a folder and a bucket, and verify each copy. Nothing is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="a folder, or s3://bucket/prefix?endpoint=https://host")
        parser.add_argument("target", help="where the files go: a folder or a bucket, as above")
        parser.add_argument("--check", action="store_true", help="compare all files of both places, and copy nothing")

    def handle(self, *args: Any, source: str, target: str, check: bool, **options: Any) -> None:
        if "://" not in source and not Path(source).is_dir():
            raise CommandError(f"there is no folder {source}; name the folder that MEDIA_ROOT named, or s3://…")
        if source == target:
            raise CommandError("source and target are the same place; name two different ones")
        here, there = _storage(source), _storage(target)
        fault = "" if check else there.fault()
        if fault:
            raise CommandError(f"no files can be written to the target: {fault}")
        self._shown_at = 0.0
        try:
            moved = move(here, there, self._show, check=check)
        except OSError as error:
            raise CommandError(f"the files cannot be listed: {error.strerror or error}") from error
        self._end(moved, check=check)

    def _show(self, moved: Moved) -> None:
        if time.monotonic() - self._shown_at >= _SHOW_EVERY_S:
            self._shown_at = time.monotonic()
            self.stdout.write(
                f"{moved.done} of {moved.files} files, {moved.done_size / 2**20:.0f} of {moved.size / 2**20:.0f} MiB"
            )

    def _end(self, moved: Moved, *, check: bool) -> None:
        done = "compared" if check else f"done, {moved.copied} of them copied"
        self.stdout.write(f"{moved.done} of {moved.files} files {done}")
        for fault in moved.faults[:_FAULTS_SHOWN]:
            self.stderr.write(fault)
        if moved.faults:
            given_up = "given up: " if len(moved.faults) >= MOST_FAULTS else ""
            raise CommandError(
                f"{given_up}{len(moved.faults)} files are missing, damaged or different; correct that and repeat "
                "the command"
            )


def _storage(place: str) -> SiteStorage:
    try:
        return storage_of(place)
    except EnvironmentFault as fault:
        raise CommandError(str(fault).replace("STORAGE_URL", place.partition("?")[0])) from fault
