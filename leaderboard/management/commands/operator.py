"""``manage.py operator EMAIL``: give an account an operator's rights, or take them away."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.models import User
from leaderboard.pipeline.administration import people
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.refusal import ActionRefused


class Command(BaseCommand):
    """For the first operator, who can then make others operators in the administration."""

    help = "Give an existing account an operator's rights (--end: take them away)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the account's email address")
        parser.add_argument("--end", action="store_true", help="take the operator's rights away")
        parser.add_argument("--reason", default="", help="the reason, for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it.

        Raises:
            CommandError: when there is no such account, or nothing to change.
        """
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"there is no account {options['email']}: sign up on the site first")
        act = people.end_operator if options["end"] else people.make_operator
        try:
            done = act(user, actor=Actor.command("operator"), reason=options["reason"])
        except ActionRefused as refusal:
            raise CommandError(f"{user}: {refusal}") from refusal
        self.stdout.write(f"{user}: {done}")
