"""The texts of the suites, judge profiles and rubrics that Salon includes, for the catalogues.

These files are sealed, and a translation in them would change the seal. So their translations are messages as those
of the interface are, in the context CONTEXT, and the sealed text is the message's id.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

CONTEXT = "data"

_HEADERS = ("title", "description", "caveat")
_FACETS = ("dimension", "sub_capability", "facet", "question", "fails", "passes", "excels", "not_applicable")
_PROMPTS = ("field", "region")
_REPORTED = ("judge", "licence")


def texts(checkout: Path) -> Iterator[tuple[str, str]]:
    """Every text that pages show from these files, with the file's path in the checkout; repeatedly if it occurs so."""
    prompts = checkout / "prompts"
    headers = [*prompts.glob("*/suite.toml"), *prompts.glob("judges/*.toml")]
    headers += (checkout / "leaderboard" / "demo" / "showcase").glob("*.toml")
    for file in sorted(headers):
        yield from _named(file, checkout, [tomllib.loads(file.read_text(encoding="utf-8"))], _HEADERS)
    for file in sorted(prompts.glob("protocols/*/rubric.toml")):
        yield from _named(file, checkout, tomllib.loads(file.read_text(encoding="utf-8"))["facet"], _FACETS)
    for file in sorted(prompts.glob("*/prompts.jsonl")):
        lines = file.read_text(encoding="utf-8").splitlines()
        yield from _named(file, checkout, [json.loads(line) for line in lines], _PROMPTS)
    for file in sorted(prompts.glob("reported/*.json")):
        yield from _named(file, checkout, [json.loads(file.read_text(encoding="utf-8"))], _REPORTED)


def _named(
    file: Path, checkout: Path, entries: list[dict[str, str]], keys: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for key in keys:
            if entry.get(key):
                yield str(file.relative_to(checkout)), entry[key]
