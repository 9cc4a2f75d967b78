"""``salon gate``: has a candidate become worse than a baseline?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from leaderboard.client import calls
from leaderboard.client.commands import gate_checks as checks
from leaderboard.client.commands import gate_options as options
from leaderboard.client.commands import report_options
from leaderboard.client.commands.candidates import NewPictures, baseline_of, candidate_of
from leaderboard.client.commands.endpoints import (
    AdapterOption,
    AuthOption,
    ExtraOption,
    KeyOption,
    PresetOption,
    SizeOption,
)
from leaderboard.client.commands.output import ExitCode, command, print_json, print_table, say
from leaderboard.client.commands.pictures import MappingOption, OrderOption
from leaderboard.client.commands.site import site
from leaderboard.client.commands.suites import PracticeOption
from leaderboard.client.commands.watching import follow
from leaderboard.client.errors import BadInput, NotScored, SalonError
from leaderboard.client.models import Gate, GatePlan
from leaderboard.client.reports.forms import GATE, Form, files_of, write_all, writer_of
from leaderboard.client.reports.report import Report
from leaderboard.client.reports.thumbnails import within_limit
from leaderboard.client.salon import Salon


@dataclass(frozen=True)
class _Asked:
    """What to compare, and how; ``ends_at``: by the monotonic clock."""

    baseline: str
    candidate: str
    pictures: NewPictures
    margins: list[str]
    alpha: float
    language: str
    ends_at: float | None


@command
def gate(
    baseline: options.Baseline = "",
    candidate: options.Candidate = "",
    margin: options.Margins = None,
    dimension: options.Dimensions = None,
    alpha: options.Alpha = 0.05,
    lang: options.Language = "",
    suite: options.SuiteName = "",
    generator: options.GeneratorName = "",
    model: options.ModelName = "",
    size: SizeOption = "",
    api_key_env: KeyOption = "SALON_ENDPOINT_KEY",
    auth: AuthOption = "bearer",
    extra: ExtraOption = "{}",
    preset: PresetOption = None,
    adapter_file: AdapterOption = None,
    strip_metadata: options.Strip = False,
    practice: PracticeOption = False,
    pictures_per_prompt: options.Samples = None,
    order: OrderOption = None,
    mapping: MappingOption = None,
    yes: options.Yes = False,
    label: options.LabelText = "",
    commit: options.Commit = "",
    key: options.RunName = "",
    timeout: options.TimeLimit = None,
    report: report_options.Printed = Form.TEXT,
    output: report_options.Outputs = None,
    as_json: report_options.Json = False,
    plan: options.Plan = False,
    sd: options.Spread = None,
    power: options.Power = 0.8,
) -> None:
    """Compare a candidate with a baseline, prompt by prompt: has it become worse?

    The exit code is 0 for better, or equivalent within the margins; 1 for worse; 2 for undecided; 3 if there is no
    verdict, as after an error or the timeout.
    """
    margins = margins_of(margin, dimension)
    printed = Form.JSON if as_json else report
    if plan:
        _plan(baseline, candidate, sd, margins, alpha, power, lang, as_json=printed is Form.JSON)
        return
    pictures = NewPictures(
        suite,
        generator,
        model,
        size,
        extra,
        api_key_env,
        auth,
        preset,
        adapter_file,
        strip_metadata,
        practice,
        pictures_per_prompt,
        order,
        mapping,
        yes,
        label,
        commit,
        key,
    )
    ends_at = None if timeout is None else time.monotonic() + timeout
    asked = _Asked(baseline, candidate, pictures, margins, alpha, lang, ends_at)
    raise typer.Exit(_report(asked, printed, output))


def _report(asked: _Asked, printed: Form, outputs: list[Path] | None) -> int:
    """Print and write the answer; returns its exit code. Files are also written if there is no answer.

    Raises:
        SalonError: when there is no verdict.
    """
    began = time.monotonic()
    files = files_of(outputs, GATE)
    with site() as salon:
        try:
            answer = _answer(salon, asked)
        except SalonError as failure:
            write_all(files, Report(None, str(failure), time.monotonic() - began))
            raise
        thumbnails = _thumbnails(salon, answer) if GATE[Form.HTML] in (GATE[printed], *files.values()) else {}
    found = Report(answer, "", time.monotonic() - began, thumbnails)
    typer.echo(writer_of(printed, GATE)(found), nl=False)
    write_all(files, found)
    return answer.exit_code


def margins_of(margin: Sequence[str] | None, dimension: Sequence[str] | None) -> list[str]:
    """The margins as the API takes them: those given, and a default one for further dimensions."""
    given = [text.replace("=", ":", 1) for text in margin or ()]
    named = {text.partition(":")[0] for text in given}
    further = [f"{level}:{options.DIMENSION_MARGIN:g}" for level in dimension or () if level not in named]
    return [*(given or (["overall:1"] if further else [])), *further]


def _answer(salon: Salon, asked: _Asked) -> Gate:
    """Submit if needed, wait, compare.

    Raises:
        SalonError: when there is no verdict.
    """
    checks.check_numbers(asked.margins, asked.alpha)
    trusted = baseline_of(salon, asked.baseline, asked.pictures)
    language = asked.language or trusted.languages[0]
    checks.check_baseline(salon, trusted, language, asked.margins)
    candidate = candidate_of(salon, asked.candidate, trusted, language, asked.pictures)
    for submission in (trusted.id, candidate):
        _wait(salon, submission, asked.ends_at)
    return salon.call(calls.run_gate(trusted.id, candidate, asked.margins, asked.alpha, language))


def _wait(salon: Salon, submission: int, ends_at: float | None) -> None:
    """Until the submission is scored.

    Raises:
        NotScored: when it is not scored in time, or ends without scores.
    """
    state = salon.call(calls.show_submission(submission))
    if state.is_running:
        left = None if ends_at is None else max(0.0, ends_at - time.monotonic())
        state = follow(salon, submission, left, as_json=False)
    if state.is_running:
        raise NotScored(
            f"submission {submission} is not scored yet, and the time of --timeout is over; the same command goes on "
            f"with it. See {state.page}",
            can_retry=True,
        )
    checks.need_scores(state)


def _thumbnails(salon: Salon, gate: Gate) -> dict[int, bytes]:
    """The small renditions of the changed pictures; those that the site does not give are left out."""
    files = {}
    with TemporaryDirectory(prefix="salon-") as folder:
        for picture in (side for changed in gate.changed for side in (changed.baseline, changed.candidate)):
            if picture.thumbnail is None:
                continue
            file = Path(folder) / str(picture.image)
            try:
                salon.download(picture.thumbnail, file)
            except SalonError as error:
                say(f"Picture {picture.image} is not in the report: {error}")
                continue
            files[picture.image] = file.read_bytes()
    return within_limit(files)


def _plan(
    baseline: str,
    candidate: str,
    sd: float | None,
    margins: Sequence[str],
    alpha: float,
    power: float,
    lang: str,
    *,
    as_json: bool,
) -> None:
    numbers = [int(text) if text.isdecimal() else None for text in (baseline, candidate)]
    if sd is None and None in numbers:
        raise BadInput("--plan needs the numbers of two submissions, or --sd (see docs/gate.md for usual values)")
    both = numbers if sd is None else [None, None]
    checks.check_numbers(margins, alpha)
    with site() as salon:
        found = salon.call(calls.plan_gate(sd, both[0], both[1], margins, alpha, power, lang or None))
    if as_json:
        print_json(found)
    else:
        _print_plan(found)
    raise typer.Exit(ExitCode.DONE)


def _print_plan(found: GatePlan) -> None:
    head = ["drop", "prompts needed", *([f"detected with {found.prompts} prompts"] if found.prompts else [])]
    rows = []
    for drop in found.drops:
        row = [f"{drop.drop:g}", "–" if drop.prompts_needed is None else f"{drop.prompts_needed:,}"]
        rows.append([*row, *([] if drop.power_with_prompts is None else [f"{drop.power_with_prompts:.0%}"])])
    print_table(head, rows)
    say(
        f"Standard deviation of differences {found.sd:.1f} points, alpha {found.alpha:g}, power {found.power:.0%}, "
        f"levels compared: {found.levels}."
    )
