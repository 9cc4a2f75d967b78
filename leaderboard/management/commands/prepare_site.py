"""``manage.py prepare_site``: do everything that a site needs before it serves. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from leaderboard.translation.catalogue import compile_all


class Command(BaseCommand):
    """Compiles translations, migrates, loads suites and judge profiles, collects static files."""

    help = "Migrate, load suites and judge profiles, collect static files (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        compile_all()
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("load_suites", stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
