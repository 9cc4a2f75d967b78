"""Reading the official release of Qwen-Image-Bench: the toolkit's prompts to the judge, and the dataset's prompts.

The expected layout is factual (arXiv 2605.28091, and its toolkit and dataset); none of its texts are in this project.
"""

from __future__ import annotations


class OfficialError(ValueError):
    """All faults of a given file at once, one per line: file, line, what was found and what was expected."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
