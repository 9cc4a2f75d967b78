"""``manage.py gate BASELINE CANDIDATE``: whether a submission has become worse than another one, as an exit code."""

from __future__ import annotations

import json
import sys
import traceback
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leaderboard.domain.gate.gate import DEFAULT_MARGIN, observed_design
from leaderboard.domain.gate.margins import read_margins
from leaderboard.domain.gate.planning import DEFAULT_ALPHA, DEFAULT_POWER, Design, plan
from leaderboard.domain.gate.report import plan_text, plan_values, result_text, result_values
from leaderboard.domain.gate.verdicts import EXIT_ERROR, GateError
from leaderboard.models import Submission
from leaderboard.pipeline.gate.submissions import DEFAULT_MARGINS, SubmissionGate, compare_submissions


class Command(BaseCommand):
    """Compares two scored submissions, or plans a comparison. It reads; at most it stores scores by prompt."""

    help = (
        "Compare two scored submissions prompt by prompt. Exit codes: 0 better or equivalent within the margin, "
        "1 worse, 2 undecided, 3 error. With --plan: how many prompts are needed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("baseline", type=int, nargs="?", help="its number, as in /submissions/17/")
        parser.add_argument("candidate", type=int, nargs="?", help="its number")
        parser.add_argument("--language", default="", help="of the prompts (default: the first that both have)")
        parser.add_argument(
            "--margin",
            action="append",
            metavar="LEVEL=POINTS",
            help="a level to compare, and the drop that is accepted there; can be repeated "
            f"(default: overall={DEFAULT_MARGIN:g})",
        )
        parser.add_argument(
            "--alpha",
            type=float,
            default=DEFAULT_ALPHA,
            help=f"probability that an interval does not hold (default: {DEFAULT_ALPHA})",
        )
        parser.add_argument("--json", action="store_true", help="print JSON at full precision")
        parser.add_argument(
            "--plan", action="store_true", help="print how many prompts are needed to detect drops, and compare nothing"
        )
        parser.add_argument(
            "--sd",
            type=float,
            help="for --plan without submissions: standard deviation of the differences between prompts, in points",
        )
        parser.add_argument(
            "--power",
            type=float,
            default=DEFAULT_POWER,
            help=f"for --plan: probability of detecting the drop (default: {DEFAULT_POWER})",
        )

    def run_from_argv(self, argv: list[str]) -> None:
        """Run the command; its exit code is a verdict's or 3."""
        try:
            super().run_from_argv(argv)
        except SystemExit as end:
            # argparse ends with 2 if an argument is wrong, which is "undecided" here.
            sys.exit(EXIT_ERROR if end.code == 2 else end.code)
        except Exception:  # noqa: BLE001 – after any exception Python ends with 1, which is "worse" here
            traceback.print_exc()
            sys.exit(EXIT_ERROR)
        sys.exit(self._exit_code)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the result or the plan.

        Raises:
            CommandError: when an argument is wrong, or the two cannot be compared.
        """
        self._exit_code = 0
        try:
            if options["plan"]:
                self._plan(options)
            else:
                self._compare(options)
        except GateError as error:
            raise CommandError(str(error), returncode=EXIT_ERROR) from error

    def _compare(self, options: dict[str, Any]) -> None:
        compared = _compared(options)
        self._exit_code = compared.result.exit_code
        if options["json"]:
            self._print_json(_heading(compared) | result_values(compared.result))
        else:
            self.stdout.write(f"{_sentence(compared)}\n\n{result_text(compared.result)}")

    def _plan(self, options: dict[str, Any]) -> None:
        levels = max(len(options["margin"] or ()), 1)
        if options["baseline"] is None:
            if options["sd"] is None:
                raise GateError("--plan needs the numbers of two submissions, or --sd")
            design, prompts = Design(options["sd"], options["alpha"], levels), None
        else:
            design, prompts = observed_design(_compared(options).result)
        planned = plan(design, power=options["power"], prompts=prompts)
        if options["json"]:
            self._print_json(plan_values(planned))
        else:
            self.stdout.write(plan_text(planned))

    def _print_json(self, values: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(values, indent=2, ensure_ascii=False))


def _compared(options: dict[str, Any]) -> SubmissionGate:
    if options["candidate"] is None:
        raise GateError("the numbers of two submissions are expected: baseline and candidate")
    return compare_submissions(
        _submission(options["baseline"]),
        _submission(options["candidate"]),
        language=options["language"],
        margins=read_margins(options["margin"]) if options["margin"] else DEFAULT_MARGINS,
        alpha=options["alpha"],
    )


def _submission(number: int) -> Submission:
    submission = Submission.objects.select_related("generator", "suite", "judge_profile").filter(pk=number).first()
    if submission is None:
        raise GateError(f"there is no submission {number}")
    return submission


def _heading(compared: SubmissionGate) -> dict[str, Any]:
    return {
        "baseline": compared.baseline.pk,
        "candidate": compared.candidate.pk,
        "suite": str(compared.baseline.suite),
        "judge_profile": str(compared.baseline.judge_profile),
        "language": compared.language,
    }


def _sentence(compared: SubmissionGate) -> str:
    baseline, candidate = compared.baseline, compared.candidate
    return (
        f"baseline: submission {baseline.pk} ({baseline.generator.name})\n"
        f"candidate: submission {candidate.pk} ({candidate.generator.name})\n"
        f"{baseline.suite}, {compared.language}, judge profile {baseline.judge_profile}"
    )
