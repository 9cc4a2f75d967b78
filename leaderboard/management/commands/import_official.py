"""``manage.py import_official``: import the official prompts and protocol from your own copies."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.domain.official import OfficialError
from leaderboard.domain.suite.files import SuiteError
from leaderboard.pipeline.imports.official import import_official
from leaderboard.pipeline.loading.suites import SealBroken


class Command(BaseCommand):
    """Reads both as data without executing anything, and imports all or nothing."""

    help = "Import the official Qwen-Image-Bench prompts and judge protocol from your own copies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--toolkit", type=Path, required=True, help="checkout of the toolkit (with checklists.py)")
        parser.add_argument("--dataset", type=Path, required=True, help="the dataset's file, JSON Lines")
        parser.add_argument("--suite-version", default="1", help="the version to give the suite here (default: 1)")
        parser.add_argument("--hidden", action="store_true", help="hide its prompts (see docs/suites.md)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and print what is now available.

        Raises:
            CommandError: with every fault by file and line; nothing is imported then.
        """
        try:
            imported = import_official(
                options["toolkit"], options["dataset"], options["suite_version"], hidden=options["hidden"]
            )
        except (OfficialError, SuiteError) as error:
            raise CommandError("\n".join([*error.faults, "nothing was imported"])) from error
        except SealBroken as error:
            raise CommandError(
                f"{error}; nothing was imported. Use --suite-version to give the suite another version"
            ) from error
        suite = imported.suite
        self.stdout.write(f"suite {suite}: {suite.prompts.count()} prompts, seal {suite.sha256}")
        for profile in imported.profiles:
            self.stdout.write(f"judge profile {profile}: uses the imported protocol, hash {profile.sha256}")
