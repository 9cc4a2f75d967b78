"""``manage.py translations``: bring the interface's catalogues up to date with templates and code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.translation.catalogue import bring_up_to_date, catalogues, compile_all, untranslated


class Command(BaseCommand):
    """Adds new messages, drops unused ones, prints how many lack a translation, and compiles."""

    help = "Bring the interface's message catalogues up to date with templates and code."

    def handle(self, *args: Any, **options: Any) -> None:
        for path in catalogues():
            catalog = bring_up_to_date(path)
            missing = len(untranslated(catalog))
            self.stdout.write(f"{path.parent.parent.name}: {len(catalog)} messages, {missing} without a translation")
        compile_all()
