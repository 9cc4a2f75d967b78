"""``manage.py withdraw SUBMISSION``: withdraw a public submission in its author's name."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.models import Submission
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.pipeline.administration.submissions import withdraw


class Command(BaseCommand):
    """For operators: the same as when the author withdraws the submission."""

    help = "Withdraw a public submission: hide its pictures and evidence, and list it without scores in later releases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("submission", type=int, help="its number, as in /submissions/17/")

        parser.add_argument("--reason", default="", help="the reason, for the log; the author can read it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Withdraw it.

        Raises:
            CommandError: when there is no such submission, or it is not public.
        """
        submission = Submission.objects.filter(pk=options["submission"]).first()
        if submission is None:
            raise CommandError(f"there is no submission {options['submission']}")
        try:
            done = withdraw(submission, actor=Actor.command("withdraw"), reason=options["reason"])
        except ActionRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"submission {submission.pk}: {done}")
