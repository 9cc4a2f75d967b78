"""``manage.py judge check|serve|repeatability|pin PROFILE`` and ``judge rejudge``; see ``judge_actions``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workers.management.judge_actions.check import check
from workers.management.judge_actions.common import judge_url, profile_of
from workers.management.judge_actions.pin import pin
from workers.management.judge_actions.rejudge import Selection, rejudge
from workers.management.judge_actions.repeatability import Plan, measure
from workers.management.judge_actions.serve import serve


class Command(BaseCommand):
    """``check`` and ``serve`` need neither the database nor Redis, so that they run on a GPU node alone."""

    help = "Check, start or measure a judge as its profile says, or have calls made again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        checking = actions.add_parser("check", help="compare a running judge with its profile")
        serving = actions.add_parser("serve", help="start vLLM with the profile's flags, wait, check, and stay")
        repeating = actions.add_parser("repeatability", help="judge fixed stored pictures again and again")
        pinning = actions.add_parser("pin", help="make a profile for one exact revision of the weights")
        pinning.add_argument("--revision", required=True, help="the commit of the model's repository, 40 digits")
        for action in (checking, serving, repeating, pinning):
            action.add_argument("profile", help="the profile's key, such as q-judger")
        for action in (checking, repeating):
            action.add_argument("--url", default="", help="the judge's address (default: the first of JUDGE_URL)")
        serving.add_argument("--port", type=int, default=8000)
        serving.add_argument("--host", default="127.0.0.1")
        serving.add_argument("--dry-run", action="store_true", help="print the command and end")
        repeating.add_argument("--pictures", type=int, default=24, help="how many (default: 24)")
        repeating.add_argument("--rounds", type=int, default=3, help="of either kind (default: 3)")
        repeating.add_argument("--in-flight", type=int, default=64, help="calls in flight of the second kind")
        repeating.add_argument("--canary-pictures", type=int, default=6, help="how many of them the canary judges")
        repeating.add_argument("--new-pictures", action="store_true", help="not those of the last measurement")
        _add_rejudge(actions.add_parser("rejudge", help="make judge calls again that gave nothing, or that were bad"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the chosen action.

        Raises:
            CommandError: when there is no such profile, or the action fails (see each).
        """
        if options["action"] == "pin":
            self.stdout.write(f"wrote {pin(options['profile'], options['revision'])}; load it: manage.py load_suites")
            return
        say = self.stdout.write
        if options["action"] == "rejudge":
            rejudge(_selection(options), say, dry_run=options["dry_run"])
            return
        profile = profile_of(options["profile"])
        match options["action"]:
            case "check":
                check(profile, judge_url(options["url"]), say)
            case "serve":
                serve(profile, options["host"], options["port"], say, dry_run=options["dry_run"])
            case "repeatability":
                measure(profile, judge_url(options["url"]), _plan(options), say)


def _add_rejudge(rejudging: ArgumentParser) -> None:
    rejudging.add_argument("--submission", type=int, action="append", default=[], help="only of this one; repeatable")
    rejudging.add_argument("--missing", action="store_true", help="only calls that gave no verdicts")
    rejudging.add_argument("--server", default="", help="only what this judge server gave, by its name on /operations/")
    rejudging.add_argument("--since", default="", help="only what was judged since then: 2026-11-29T17:00 (UTC)")
    rejudging.add_argument("--dry-run", action="store_true", help="only print what would be done")


def _selection(options: dict[str, Any]) -> Selection:
    return Selection(
        submissions=options["submission"],
        server=options["server"],
        since=options["since"],
        missing=options["missing"],
    )


def _plan(options: dict[str, Any]) -> Plan:
    return Plan(
        pictures=options["pictures"],
        rounds=options["rounds"],
        in_flight=options["in_flight"],
        canary_pictures=options["canary_pictures"],
        new_pictures=options["new_pictures"],
    )
