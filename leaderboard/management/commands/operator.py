"""``manage.py operator EMAIL``: make an account an operator's, or an author's again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.models import User
from leaderboard.pipeline.administration import people
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.refusal import ActionRefused


class Command(BaseCommand):
    """For the first operator; operators can make others in the administration."""

    help = "Make an account an operator's (--end: take these rights from it). The account has to exist."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the account's address")
        parser.add_argument("--end", action="store_true", help="take the rights of operators from it")
        parser.add_argument("--reason", default="", help="for the log")

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
