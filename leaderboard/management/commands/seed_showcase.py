"""``manage.py seed_showcase``: fill a site with sample data, so that every public page can be seen and measured."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from leaderboard.demo import showcase
from leaderboard.demo.progress_bars import ProgressBars
from leaderboard.demo.showcase.plan import Plan, PlanFault, make_plan
from leaderboard.demo.showcase.seeding import PICTURES, RELEASES, RUNS, Showcase
from leaderboard.management.options import suite_named
from leaderboard.models import Board, JudgeProfile, PromptSuite, Submission, clock
from leaderboard.pipeline.loading import folders, suites
from leaderboard.pipeline.loading.suites import SealBroken

_PROFILE = "sample-data"
# Not in prompts/judges: every site would load it from there and list it among its judges.
_PROFILE_FILE = Path(showcase.__file__).parent / f"{_PROFILE}.toml"
_SEED = 2026


class Command(BaseCommand):
    """Stores all or nothing; a second run changes nothing."""

    help = "Fill the site with SAMPLE DATA: invented models, drawn pictures and random verdicts, published as usual."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--models", type=int, default=500, help="number of models (default: 500)")
        parser.add_argument("--releases", type=int, default=3, help="number of releases of each board (default: 3)")
        parser.add_argument("--suite", default="demo", help="KEY (newest version) or KEY/VERSION (default: demo)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill the site, and print what it contains.

        Raises:
            CommandError: when an option makes no sense, a suite is missing, or it is stopped; nothing is stored then.
        """
        suite = suite_named(options["suite"], advice="manage.py load_suites loads what is shipped")
        profile = _profile()
        plan = _plan(options["models"], options["releases"], suite)
        already = Submission.objects.filter(judge_profile__key=_PROFILE)
        if already.exists():
            models = already.values("generator").distinct().count()
            self.stdout.write(f"the showcase already exists ({models} models); nothing was changed")
        else:
            self._fill(suite, profile, plan)
        for board in Board.objects.filter(judge_profile__key=_PROFILE):
            latest = board.releases.order_by("-number").first()
            if latest is not None:
                self.stdout.write(f"board {board.slug}: release {latest.number} with {latest.rows.count()} models")

    def _fill(self, suite: PromptSuite, profile: JudgeProfile, plan: Plan) -> None:
        try:
            units = dict.fromkeys((PICTURES, RUNS, RELEASES), "")
            with ProgressBars(units, Console(stderr=True), only_in_terminal=True) as bars:
                Showcase(suite, profile, plan, _SEED, bars.set).fill()
        except KeyboardInterrupt as interrupt:
            raise CommandError("stopped; only picture files were stored, which the next run uses") from interrupt
        self.stdout.write(f"SAMPLE DATA: {len(plan.models)} invented models in {len(plan.submissions)} submissions")


def _plan(models: int, releases: int, suite: PromptSuite) -> Plan:
    try:
        return make_plan(models, releases, suite.languages, clock.read(), _SEED)
    except PlanFault as fault:
        raise CommandError(f"{fault}; nothing was stored") from fault


def _profile() -> JudgeProfile:
    try:
        return suites.load_profile(folders.read_profile(_PROFILE_FILE))[0]
    except SealBroken as error:
        raise CommandError(f"{error}; nothing was stored") from error
