"""``manage.py load_suites``: load all suites and judge profiles from ``prompts/`` and SUITE_DIRS. Idempotent."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from leaderboard.pipeline.loading import folders, suites


class Command(BaseCommand):
    """Reads and validates everything, then seals and stores it, and prints what was added."""

    help = "Load all prompt suites and judge profiles from prompts/ and SUITE_DIRS (idempotent)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="validate and print the seals, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything or nothing.

        Raises:
            CommandError: with every fault by file and line, or naming the broken seal.
        """
        files = folders.read_all()
        if files.faults:
            raise CommandError("\n".join([*files.faults, f"{len(files.faults)} faults; nothing was loaded"]))
        if options["check"]:
            for suite in files.suites:
                self.stdout.write(f"{suite.sha256()}  {suite.key}/{suite.version}  {len(suite.prompts)} prompts")
            return
        try:
            with transaction.atomic():
                self._load(files)
                if copies := suites.open_copies_of_hidden_prompts():
                    raise CommandError("\n".join([*copies, "hide both or neither; nothing was loaded"]))
        except suites.SealBroken as error:
            raise CommandError(f"{error}; nothing was loaded") from error
        for waiting in files.waiting:
            self.stdout.write(f"{waiting} (manage.py import_official)")

    def _load(self, files: folders.FolderContents) -> None:
        for suite in files.suites:
            self._say("suite", *suites.load_suite(suite))
        for profile in files.profiles:
            self._say("judge profile", *suites.load_profile(profile))

    def _say(self, what: str, row: object, created: bool) -> None:
        self.stdout.write(f"{what} {row}: {'loaded' if created else 'already loaded, unchanged'}")
