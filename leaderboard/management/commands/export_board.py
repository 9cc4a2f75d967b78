"""``manage.py export_board BOARD``: a board's latest standings at full precision, on standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.domain.scoring.scores import Scope
from leaderboard.downloads.standings import export_csv, export_json
from leaderboard.management.options import board_named
from leaderboard.queries.boards import ReleaseHead, release_head

_FORMATS = {"json": export_json, "csv": export_csv}


class Command(BaseCommand):
    """Writes the standings of the board's latest release; unpublished results are not included."""

    help = "Write a board's latest standings at full precision, down to the facets with --full."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("board", help="the board's name, as in its address")
        parser.add_argument("--format", choices=list(_FORMATS), default="json", help="(default: json)")
        parser.add_argument(
            "--scope", choices=[scope.value for scope in Scope], default=Scope.JUDGED.value, help="(default: judged)"
        )
        parser.add_argument("--full", action="store_true", help="include sub-capabilities and facets")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the standings.

        Raises:
            CommandError: when there is no such board, or no release of it.
        """
        head = _head(options["board"])
        export = _FORMATS[options["format"]]
        self.stdout.write(export(head, Scope(options["scope"]), full=options["full"]), ending="")


def _head(slug: str) -> ReleaseHead:
    head = release_head(slug)
    if head is not None:
        return head
    board = board_named(slug)
    raise CommandError(
        f"the board {board.slug} has no release yet; a worker publishes one after a submission is made public"
    )
