"""What the demo shows in the terminal: a bar per stage, the boards, the rejected bundle's report."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.bundle import FAULT_LABELS

console = Console()


class StageBars:
    """One progress bar per stage over all of the demo's submissions."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("[bold]{task.description:<11}"),
            BarColumn(bar_width=36),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}"),
            TimeElapsedColumn(),
            console=console,
        )
        units = ("submissions accepted or rejected", "pictures", "judge calls", "submissions", "boards", "releases")
        self._bars: dict[Stage, TaskID] = {
            stage: self._progress.add_task(stage.value, total=None, unit=unit)
            for stage, unit in zip(Stage, units, strict=True)
        }

    def __enter__(self) -> StageBars:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, states: list[dict[str, Any]]) -> None:
        """Set the first four bars from the submissions' states as the API gives them."""
        checked = [s for s in states if s["stage"] != Stage.SUBMISSION or s["outcome"] != "running"]
        self.set(Stage.SUBMISSION, len(checked), len(states))
        alive = [s["progress"] for s in states if s["outcome"] not in {"rejected", "failed"}]
        self.set(Stage.GENERATION, sum(p["images_stored"] for p in alive), sum(p["images_planned"] for p in alive))
        self.set(Stage.JUDGING, sum(p["calls_recorded"] for p in alive), sum(p["calls_planned"] for p in alive))
        scored = [s for s in states if s["outcome"] == "scored"]
        self.set(Stage.SCORING, len(scored), len(alive))

    def set(self, stage: Stage, done: int, total: int) -> None:
        """Set one bar."""
        self._progress.update(self._bars[stage], completed=done, total=total or None)


def show_release(release: dict[str, Any]) -> None:
    """A board's release as a table."""
    board = release["content"]["board"]
    table = Table(title=f"{release['board']} · release {release['number']}", caption=board["judge_profile"]["caveat"])
    table.add_column("rank", justify="right")
    table.add_column("model")
    for column in board["columns"]:
        table.add_column(column or "Overall", justify="right")
    for row in release["content"]["rows"]:
        scores = {score["dimension"]: score for score in row["scores"]}
        rank = scores[""]["rank"]
        shown = [_number(scores[column]["mean"]) for column in board["columns"]]
        table.add_row(str(rank) if rank else "–", row["generator"]["name"], *shown)
    console.print(table)


def _number(mean: float | None) -> str:
    return "–" if mean is None else f"{mean:.2f}"


def show_report(submission: dict[str, Any]) -> None:
    """A rejected bundle's report, a line per fault; the missing pictures in one."""
    console.print(f"\n[bold]Submission {submission['id']} was rejected.[/bold] {submission['cause']}")
    report = submission["report"]
    for fault in report["faults"]:
        if fault["kind"] != "missing":
            console.print(f"  {FAULT_LABELS[fault['kind']]}: {fault['file'] or '–'}: {fault['message']}", markup=False)
    missing = [fault["prompt_key"] for fault in report["faults"] if fault["kind"] == "missing"]
    if missing:
        console.print(f"  {FAULT_LABELS['missing']}: {', '.join(missing)}", markup=False)
