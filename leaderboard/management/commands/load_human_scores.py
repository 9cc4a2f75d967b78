"""``manage.py load_human_scores FILE``: load people's scores of a board's models, to compare the judge with them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.domain.agreement.human_scores import HumanLine, HumanScoresError, parse_human_scores
from leaderboard.management.options import board_named
from leaderboard.models.agreement import LONGEST_SOURCE, LONGEST_TITLE
from leaderboard.pipeline.loading.panels import PanelRefused, PanelTable, load_panel


class Command(BaseCommand):
    """Reads and matches the whole table before it stores anything.

    All or nothing; loading the same table again adds nothing.
    """

    help = "Load a table (CSV) of people's scores of a board's models; /agreement/ compares the judge with them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV with the columns model, language, and any of overall, quality, …"
        )
        parser.add_argument("--board", required=True, help="the board's name, as in its address")
        parser.add_argument("--title", required=True, help="the panel's title; each title can be loaded once")
        parser.add_argument("--source", required=True, help="who asked whom and how, or a link to that")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the panel, and print what was loaded.

        Raises:
            CommandError: with every fault by file and line, or another reason; nothing is loaded then.
        """
        title, source = (
            _text("title", options["title"], LONGEST_TITLE),
            _text("source", options["source"], LONGEST_SOURCE),
        )
        board = board_named(options["board"], consequence="; nothing was loaded")
        try:
            table = PanelTable(title, source, options["file"].name, _lines(options["file"]))
            panel, is_new = load_panel(table, board)
        except HumanScoresError as error:
            raise CommandError("\n".join([*error.faults, "nothing was loaded"])) from error
        except PanelRefused as error:
            raise CommandError(f"{error}; nothing was loaded. Give another table another --title") from error
        result = "loaded" if is_new else "already loaded, nothing was changed"
        lines = Counter(line.language for line in table.lines)
        models = ", ".join(f"{count} in {language}" for language, count in sorted(lines.items()))
        self.stdout.write(f"panel {panel}: {result} (models: {models})")


def _lines(file: Path) -> list[HumanLine]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}; a CSV file is expected, nothing was loaded") from error
    return parse_human_scores(content, file.name)


def _text(name: str, value: str, longest: int) -> str:
    text = value.strip()
    if not text or len(text) > longest:
        raise CommandError(f"--{name} has {len(text)} characters; 1 to {longest} are expected, nothing was loaded")
    return text
