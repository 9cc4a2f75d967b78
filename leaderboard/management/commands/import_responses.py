"""``manage.py import_responses``: import a dump of another judge's replies as scored submissions."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.domain.judging.reply_parser import PARSER
from leaderboard.domain.official import OfficialError
from leaderboard.management.options import suite_named
from leaderboard.pipeline.imports.begin import ImportRefused
from leaderboard.pipeline.imports.run import ImportedDump, ImportedModel, import_responses
from leaderboard.pipeline.loading.suites import SealBroken
from leaderboard.pipeline.publishing import publish as publishing

_SHOWN = 20


class Command(BaseCommand):
    """Reads the whole file before it stores anything.

    Stores all or nothing; importing the same file again adds nothing.
    """

    help = "Import replies in the layout of the official dataset as scored submissions, one per model."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--toolkit", type=Path, required=True, help="checkout of the toolkit (with checklists.py)")
        parser.add_argument("--dataset", type=Path, required=True, help="the dataset with replies, JSON Lines")
        parser.add_argument(
            "--suite", required=True, help="the suite of its prompts: KEY (newest version) or KEY/VERSION"
        )
        parser.add_argument(
            "--profile-version",
            default=PARSER,
            help=f"the version of the judge profile made for the replies (default: {PARSER})",
        )
        parser.add_argument(
            "--publish", action="store_true", help="publish the boards' releases now instead of leaving it to a worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and print for every model how its replies were read, and which may be scored differently officially.

        Raises:
            CommandError: with every fault by file and line; nothing is imported then.
        """
        suite = suite_named(options["suite"], advice="manage.py import_official makes one")
        try:
            dump = import_responses(options["toolkit"], options["dataset"], suite, options["profile_version"])
        except OfficialError as error:
            raise CommandError("\n".join([*error.faults, "nothing was imported"])) from error
        except SealBroken as error:
            raise CommandError(f"{error} (--profile-version); nothing was imported") from error
        except ImportRefused as error:
            raise CommandError(f"{error}; nothing was imported") from error
        for model in dump.models:
            for line in _lines(model):
                self.stdout.write(line)
        self._boards(dump, publish=options["publish"])

    def _boards(self, dump: ImportedDump, *, publish: bool) -> None:
        for board in dump.boards:
            if publish:
                publishing.publish_board(board.pk)
            last = board.releases.order_by("-number").first()
            due = "" if publish or board.publish_requested_at is None else ", a new release is due"
            self.stdout.write(f"board {board.slug}: {f'release {last.number}' if last else 'no release yet'}{due}")


def _lines(model: ImportedModel) -> Iterator[str]:
    result = "imported" if model.is_new else "already imported, nothing added"
    yield f"{model.name}: submission {model.submission.pk}, {result}"
    for language, report in model.report.items():
        statuses = ", ".join(f"{count} {status}" for status, count in report["statuses"].items())
        deviations = ", ".join(f"{count} {kind}" for kind, count in report["deviations"].items())
        yield f"  {language}: {report['replies']} replies ({statuses}), {report['absent']} absent" + (
            f"; deviating: {deviations}" if deviations else ""
        )
        differing = report["differing"]
        if differing:
            yield f"  {language}: {len(differing)} replies may be scored differently by the official toolkit:"
        for reply in differing[:_SHOWN]:
            yield f"    ID {reply['prompt']}, {reply['dimension']}: {reply['deviation']} ({reply['reason']})"
        if len(differing) > _SHOWN:
            yield f"    and {len(differing) - _SHOWN} more; python -m leaderboard.offline.score lists all"
