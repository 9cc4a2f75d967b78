"""What reports as text and as Markdown share: tables, and texts that stay texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPECIAL = re.compile(r"[!-$&*+/<-@\[-`{-~]")
_MOST_TEXT = 200


def text_table(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns of equal width; numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    last = len(widths) - 1
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in (0, last) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def safe(text: str) -> str:
    """A text that neither formats, links nor mentions anybody; prompts and judges can write anything."""
    line = " ".join(text.split())
    cut = line if len(line) <= _MOST_TEXT else f"{line[:_MOST_TEXT].rsplit(' ', 1)[0]}…"
    # Hosts look for @names and #numbers in the rendered text, where the escaped sign is the sign again.
    joined = re.sub(r"([@#])(?=\w)", "\\1\u2060", cut)
    return _SPECIAL.sub(lambda sign: f"&#{ord(sign[0])};", joined)
