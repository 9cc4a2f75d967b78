"""``manage.py prepare_database``: what a site's database needs before and after an upgrade. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Migrates, loads suites and judge profiles."""

    help = "Migrate, load suites and judge profiles (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("load_suites", stdout=self.stdout)
