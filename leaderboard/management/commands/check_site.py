"""``manage.py check_site``: check what the site's programs need on this machine."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from leaderboard.checks.catalogue import CHECKS, checks_of
from leaderboard.checks.running import faults
from leaderboard.programs import workers

_WITHIN_S = 15.0


class Command(BaseCommand):
    """Runs the checks that programs run when they start, and those that take longer."""

    help = "Check everything that the site's programs need on this machine, and report what is wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ["web", "beat", *workers.THREADS]
        parser.add_argument(
            "program", nargs="?", choices=names, help="only the checks of this program (of a worker: name its queue)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line for each check; exits with 78 if one failed."""
        program = options["program"]
        kind = program if program in {"web", "beat", None} else "worker"
        checks = checks_of(kind, program) if kind else CHECKS
        found = faults(checks, within_s=_WITHIN_S)
        for name, words in found.items():
            state = "not known" if words is None else self.style.ERROR("wrong") if words else self.style.SUCCESS("ok")
            self.stdout.write(f"{state}: {name}{f': {words}' if words else ''}")
        if any(words != "" for words in found.values()):
            sys.exit(os.EX_CONFIG)
