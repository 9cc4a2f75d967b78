"""``manage.py tidy``: delete what killed processes left behind, and look for lost pictures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.pipeline.generation.lost_pictures import ALL_FOLDERS
from leaderboard.pipeline.submission import housekeeping


class Command(BaseCommand):
    """Does at once what a worker does every hour; it looks for lost pictures in all folders."""

    help = "Delete half-written files, temporary uploads and unused bundles older than a day; name lost pictures."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{housekeeping.tidy(ALL_FOLDERS)} leftover files deleted")
