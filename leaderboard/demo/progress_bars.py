"""Progress bars in the terminal: one per kind of work."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

_ROOM_AFTER_NAME = 1


class ProgressBars:
    """A bar per name with its count, its unit and the elapsed time.

    Args:
        units: what each bar counts, by name; all of them "" leave the unit out.
        only_in_terminal: writes nothing where the console is a file or a pipe.
    """

    def __init__(self, units: Mapping[str, str], console: Console, *, only_in_terminal: bool = False) -> None:
        self._progress = Progress(
            TextColumn(f"[bold]{{task.description:<{max(map(len, units)) + _ROOM_AFTER_NAME}}}"),
            BarColumn(bar_width=36),
            MofNCompleteColumn(),
            *([TextColumn("{task.fields[unit]}")] if any(units.values()) else []),
            TimeElapsedColumn(),
            console=console,
            disable=only_in_terminal and not console.is_terminal,
        )
        self._bars: dict[str, TaskID] = {
            name: self._progress.add_task(name, total=None, unit=unit) for name, unit in units.items()
        }

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def set(self, name: str, done: int, total: int) -> None:
        """Set one bar; a total of 0 is not known yet."""
        self._progress.update(self._bars[name], completed=done, total=total or None)
