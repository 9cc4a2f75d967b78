"""``manage.py prepare_files``: prepare this copy of the code; needs no service. Idempotent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from leaderboard.translation.catalogue import compile_all


class Command(BaseCommand):
    """Compiles translations and collects static files."""

    help = "Compile translations and collect static files; needs no database (idempotent)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        compile_all(map(Path, settings.LOCALE_PATHS))
        call_command("collectstatic", interactive=False, verbosity=0)
