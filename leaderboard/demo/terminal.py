"""The demo's output in the terminal: a bar per stage, the boards, the report of the rejected bundle."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from leaderboard.demo.progress_bars import ProgressBars
from leaderboard.domain.stages import Stage
from leaderboard.domain.submission.bundle import FAULT_LABELS

console = Console()


_UNITS = {
    Stage.SUBMISSION: "submissions accepted or rejected",
    Stage.GENERATION: "pictures",
    Stage.JUDGING: "judge calls",
    Stage.SCORING: "submissions",
    Stage.RANKING: "boards",
    Stage.PUBLISHING: "releases",
}


class StageBars(ProgressBars):
    """A bar per stage over all of the demo's submissions."""

    def __init__(self) -> None:
        super().__init__({stage.value: unit for stage, unit in _UNITS.items()}, console)

    def show(self, states: list[dict[str, Any]]) -> None:
        """Set the first four bars from the submissions' states as the API gives them."""
        checked = [s for s in states if s["stage"] != Stage.SUBMISSION or s["outcome"] != "running"]
        self.set(Stage.SUBMISSION, len(checked), len(states))
        alive = [s["progress"] for s in states if s["outcome"] not in {"rejected", "failed"}]
        self.set(Stage.GENERATION, sum(p["images_stored"] for p in alive), sum(p["images_planned"] for p in alive))
        self.set(Stage.JUDGING, sum(p["calls_recorded"] for p in alive), sum(p["calls_planned"] for p in alive))
        scored = [s for s in states if s["outcome"] == "scored"]
        self.set(Stage.SCORING, len(scored), len(alive))


def show_release(release: dict[str, Any]) -> None:
    """Print a board's release as a table."""
    board = release["content"]["board"]
    table = Table(title=f"{release['board']} · release {release['number']}", caption=board["judge_profile"]["caveat"])
    table.add_column("rank", justify="right")
    table.add_column("model")
    for column in board["columns"]:
        table.add_column(column or "Overall", justify="right")
    for row in release["content"]["rows"]:
        scores = {score["dimension"]: score for score in row["scores"]}
        rank = scores[""]["rank"]
        means = [_number(scores[column]["mean"]) for column in board["columns"]]
        table.add_row(str(rank) if rank else "–", row["generator"]["name"], *means)
    console.print(table)


def _number(mean: float | None) -> str:
    return "–" if mean is None else f"{mean:.2f}"


def show_report(submission: dict[str, Any]) -> None:
    """Print a rejected bundle's report: a line per fault, and one for all missing pictures."""
    console.print(f"\n[bold]Submission {submission['id']} was rejected.[/bold] {submission['cause']}")
    report = submission["report"]
    for fault in report["faults"]:
        if fault["kind"] != "missing":
            console.print(f"  {FAULT_LABELS[fault['kind']]}: {fault['file'] or '–'}: {fault['message']}", markup=False)
    missing = [fault["prompt_key"] for fault in report["faults"] if fault["kind"] == "missing"]
    if missing:
        console.print(f"  {FAULT_LABELS['missing']}: {', '.join(missing)}", markup=False)
