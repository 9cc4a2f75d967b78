"""``manage.py rotate_keys``: seal everything that KEY_SECRET protects again, after it was changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leaderboard.management.backups import listed
from leaderboard.pipeline.submission.sealed_rows import rotate


class Command(BaseCommand):
    """May be repeated, and run while the site works."""

    help = "Seal with KEY_SECRET what was sealed with one of KEY_SECRET_FALLBACKS (docs/settings.md#changing-a-secret)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only print how many are left")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Seal again.

        Raises:
            CommandError: if something is left.
        """
        rotation = rotate(dry=check)
        done = "need to be sealed again" if check else "were sealed again"
        self.stdout.write(
            f"{rotation.sealed_again} endpoint configurations, webhooks and second factors {done}, "
            f"{rotation.current} are sealed with KEY_SECRET"
        )
        if rotation.unreadable:
            for line in listed(rotation.unreadable):
                self.stderr.write(line)
            raise CommandError(
                f"{len(rotation.unreadable)} are sealed with another secret: add it to KEY_SECRET_FALLBACKS, "
                "or let these submissions end, and have these webhooks and second factors deleted"
            )
        if check and rotation.sealed_again:
            raise CommandError("KEY_SECRET_FALLBACKS is still needed: run manage.py rotate_keys")
        self.stdout.write("KEY_SECRET_FALLBACKS can be removed, unless a process still uses the former KEY_SECRET")
