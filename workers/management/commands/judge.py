"""``manage.py judge check|serve|announce|repeatability|pin PROFILE``, ``judge forget``, ``judge rejudge``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workers.management.judge_actions.announce import announce, forget
from workers.management.judge_actions.check import check
from workers.management.judge_actions.common import judge_url, profile_of
from workers.management.judge_actions.pin import pin
from workers.management.judge_actions.rejudge import Selection, rejudge
from workers.management.judge_actions.repeatability import Plan, measure
from workers.management.judge_actions.serve import ServeOptions, serve


class Command(BaseCommand):
    """``check`` needs neither the database nor Redis; ``serve`` needs the database only to announce itself."""

    help = "Check, start or measure a judge by its profile, or repeat judge calls."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        checking = actions.add_parser("check", help="compare a running judge with its profile")
        serving = actions.add_parser("serve", help="start vLLM with the profile's flags, check it, and keep running")
        repeating = actions.add_parser(
            "repeatability", help="judge fixed stored pictures repeatedly, to measure the noise"
        )
        pinning = actions.add_parser("pin", help="create a profile for one exact revision of the weights")
        pinning.add_argument("--revision", required=True, help="the commit of the model's repository, 40 digits")
        for action in (checking, serving, repeating, pinning):
            action.add_argument("profile", help="the profile's key, such as q-judger")
        for action in (checking, repeating):
            action.add_argument("--url", default="", help="the judge's address (default: the first of JUDGE_URL)")
        _add_serve(serving)
        _add_announce(actions.add_parser("announce", help="announce engines that were started without judge serve"))
        repeating.add_argument("--pictures", type=int, default=24, help="number of pictures (default: 24)")
        repeating.add_argument("--rounds", type=int, default=3, help="rounds of each kind (default: 3)")
        repeating.add_argument("--in-flight", type=int, default=64, help="calls in flight in rounds of the second kind")
        repeating.add_argument("--canary-pictures", type=int, default=6, help="number of these pictures for the canary")
        repeating.add_argument(
            "--new-pictures", action="store_true", help="do not reuse the pictures of the last measurement"
        )
        forgetting = actions.add_parser("forget", help="remove judges whose node will not return from the list")
        forgetting.add_argument("address", nargs="+", help="as announced: http://gpu-2:8000")
        _add_rejudge(actions.add_parser("rejudge", help="repeat judge calls that gave no verdicts, or bad ones"))

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
        if options["action"] == "forget":
            forget(options["address"], say)
            return
        profile = profile_of(options["profile"])
        match options["action"]:
            case "check":
                check(profile, judge_url(options["url"]), say)
            case "serve":
                serve(profile, _serve_options(options), say)
            case "announce":
                announce(profile, options["address"], say)
            case "repeatability":
                measure(profile, judge_url(options["url"]), _plan(options), say)


def _add_serve(serving: ArgumentParser) -> None:
    serving.add_argument("--host", default="127.0.0.1", help="where the engines listen (default: 127.0.0.1)")
    serving.add_argument("--port", type=int, default=8000, help="port of the first replica; the others follow")
    serving.add_argument(
        "--replicas", type=int, default=0, help="number of replicas (default: as many as there are GPUs for)"
    )
    serving.add_argument("--tensor-parallel", type=int, default=0, help="GPUs per replica (default: the profile's, 1)")
    serving.add_argument("--gpus", default="", help="the GPUs to use, such as 0,1 (default: all visible ones)")
    serving.add_argument("--engine-flags", default="", help="additional flags of vLLM that a node may set, in quotes")
    serving.add_argument("--announce", default="", help="host or address at which the workers reach this node")
    serving.add_argument(
        "--no-key", action="store_true", help="answer without a key: everyone who reaches the address can use the judge"
    )
    serving.add_argument("--dry-run", action="store_true", help="print the commands and end")


def _add_announce(announcing: ArgumentParser) -> None:
    announcing.add_argument("profile", help="the profile's key, such as q-judger")
    announcing.add_argument("address", nargs="+", help="an engine's address for the workers, such as http://gpu-2:8000")


def _serve_options(options: dict[str, Any]) -> ServeOptions:
    return ServeOptions(
        host=options["host"],
        port=options["port"],
        replicas=options["replicas"],
        tensor_parallel=options["tensor_parallel"],
        gpus=options["gpus"],
        engine_flags=options["engine_flags"],
        announce=options["announce"],
        without_key=options["no_key"],
        dry_run=options["dry_run"],
    )


def _add_rejudge(rejudging: ArgumentParser) -> None:
    rejudging.add_argument(
        "--submission", type=int, action="append", default=[], help="only this submission; repeatable"
    )
    rejudging.add_argument("--missing", action="store_true", help="only calls that gave no verdicts")
    rejudging.add_argument(
        "--server", default="", help="only judgements of this judge server, by its name on /operations/"
    )
    rejudging.add_argument("--since", default="", help="only judgements since then: 2026-11-29T17:00 (UTC)")
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
