"""Progress of the seeding in the terminal."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from leaderboard.demo.showcase.seeding import PICTURES, RELEASES, RUNS


class Bars:
    """A bar each for pictures, runs and releases, on the standard error; nothing where that is no terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("[bold]{task.description:<9}"),
            BarColumn(bar_width=36),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._bars: dict[str, TaskID] = {
            name: self._progress.add_task(name, total=None) for name in (PICTURES, RUNS, RELEASES)
        }

    def show(self, name: str, done: int, total: int) -> None:
        """Set one bar."""
        self._progress.update(self._bars[name], completed=done, total=total)

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
