"""``manage.py tidy``: delete expired files and files that killed processes left; find lost pictures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from leaderboard.pipeline.generation.lost_pictures import ALL_FOLDERS
from leaderboard.pipeline.tidying import housekeeping


class Command(BaseCommand):
    """Does now what a worker does every hour, for all folders of pictures."""

    help = "Delete files that have expired (docs/operating.md#retention) or are left over; name lost pictures."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--dry-run``."""
        parser.add_argument("--dry-run", action="store_true", help="delete nothing; print what would be deleted")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for tidied in housekeeping.tidy(ALL_FOLDERS, dry_run=dry_run):
            self.stdout.write(f"{'would be ' if dry_run else ''}deleted: {tidied}")
