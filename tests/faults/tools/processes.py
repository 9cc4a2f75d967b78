"""What a program of the stack is made to believe or do, by files that the injected module reads while it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

INJECTED = Path(__file__).parent / "injected"
"""On the PYTHONPATH of all programs of the stack; the module in it does nothing without a file of instructions."""


class Instructions:
    """A folder with a file per program: the queue of a worker, ``beat`` or ``site``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> Mapping[str, str]:
        return {"PYTHONPATH": str(INJECTED), "FAULTS_INSTRUCTIONS": str(self.folder)}

    @contextmanager
    def given(self, *programs: str, **instructions: Any) -> Iterator[None]:
        """Give instructions to programs: ``clock_s`` shifts their clock, ``copies`` sends each message so often."""
        for program in programs:
            file = self.folder / program
            draft = file.with_suffix(".draft")
            draft.write_text(json.dumps(instructions))
            draft.rename(file)
        try:
            yield
        finally:
            for program in programs:
                (self.folder / program).unlink(missing_ok=True)

    def clear(self) -> None:
        """Take back all instructions."""
        for file in self.folder.iterdir():
            file.unlink()
