"""``manage.py prepare_site``: prepare a site on one machine. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """``prepare_files`` and ``prepare_database``."""

    help = "Compile translations, collect static files, migrate, load suites and judge profiles (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("prepare_files", verbosity=options["verbosity"])
        call_command("prepare_database", verbosity=options["verbosity"], stdout=self.stdout)
