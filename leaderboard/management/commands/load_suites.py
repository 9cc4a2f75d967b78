"""``manage.py load_suites``: load all suites and judge profiles from ``prompts/``. Idempotent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leaderboard.domain.judge_profile import ProfileError
from leaderboard.domain.rubric import RubricError
from leaderboard.domain.suite import SuiteError
from leaderboard.pipeline import suites


class Command(BaseCommand):
    """Reads, validates, seals and stores; says what was new."""

    help = "Load all prompt suites and judge profiles from prompts/ (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything.

        Raises:
            CommandError: with every fault by file and line, or naming the broken seal.
        """
        prompts = settings.SALON_PROMPTS
        try:
            for folder in sorted(path.parent for path in prompts.glob("*/suite.toml")):
                row, created = suites.load_suite(suites.read_suite(folder))
                self._say("suite", row, created)
            for file in sorted((prompts / "judges").glob("*.toml")):
                profile, created = suites.load_profile(file)
                self._say("judge profile", profile, created)
        except SuiteError as error:
            raise CommandError("\n".join(f"{folder.name}/{fault}" for fault in error.faults)) from error
        except (ProfileError, RubricError, suites.SealBroken) as error:
            raise CommandError(str(error)) from error

    def _say(self, what: str, row: object, created: bool) -> None:
        self.stdout.write(f"{what} {row}: {'loaded' if created else 'already loaded, unchanged'}")
