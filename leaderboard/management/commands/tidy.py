"""``manage.py tidy``: delete what killed processes left behind."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.pipeline.submission import housekeeping


class Command(BaseCommand):
    """Does at once what a worker does every hour."""

    help = "Delete half-written files, temporary uploads and unused bundles that are older than a day."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{housekeeping.tidy()} leftover files deleted")
