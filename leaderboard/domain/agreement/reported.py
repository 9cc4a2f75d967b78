"""Tables that others published about a judge: figures with their source, stored as data and never run here.

A file is JSON: ``format`` and ``status`` (FORMAT, STATUS), the texts of ``ReportedTable``, ``tables`` (where in the
source the figures are), ``scales`` ([lowest, highest] of either side), ``spearman`` (by column) and ``models``
([{"name", "judge": {column: score}, "human": {column: score}}, …]). Columns are those of ``agreement.COLUMNS``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboard.domain.agreement.agreement import COLUMNS, SIDES, Rated

FORMAT = "salon-reported-1"
STATUS = "as published, not run here"
"""Shown on every page and in every file with such figures."""

_TEXTS = ("slug", "title", "source", "address", "licence", "judge", "language")
_TABLES = (*SIDES, "spearman")
_KEYS = frozenset({"format", "status", *_TEXTS, "tables", "scales", "spearman", "models"})
_MODEL_KEYS = frozenset({"name", *SIDES})
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")


class ReportedError(ValueError):
    """All faults of a file at once, one per line, each with the file's name and the place in it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ReportedTable:
    """A published table.

    ``address``: of the source, https. ``licence``: a remark on what was copied. ``language``: of the prompts, as a
    code. ``tables``: the source's tables, by side and for "spearman". ``scales``: (lowest, highest) by side.
    ``spearman``: ρ as published, by column.
    """

    slug: str
    title: str
    source: str
    address: str
    licence: str
    judge: str
    language: str
    tables: Mapping[str, str]
    scales: Mapping[str, tuple[float, float]]
    spearman: Mapping[str, float]
    models: tuple[Rated, ...]

    @property
    def columns(self) -> list[str]:
        """The columns in which either side scored any model, overall first."""
        scored = {column for model in self.models for column in (*model.judge, *model.human)}
        return [column for column in COLUMNS if column in scored]

    def content(self) -> dict[str, Any]:
        """The table as its file holds it."""
        return {
            "format": FORMAT,
            "status": STATUS,
            **{name: getattr(self, name) for name in _TEXTS},
            "tables": dict(self.tables),
            "scales": {side: list(scale) for side, scale in self.scales.items()},
            "spearman": dict(self.spearman),
            "models": [
                {"name": model.name, **{side: dict(model.scores(side)) for side in SIDES}} for model in self.models
            ],
        }


def parse_reported(text: str, name: str) -> ReportedTable:
    """Read a file's text.

    Args:
        name: the file's name, for the faults.

    Raises:
        ReportedError: with every fault found.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReportedError([f"{name}:{error.lineno}: not JSON ({error.msg})"]) from error
    if not isinstance(content, dict):
        raise ReportedError([f"{name}: a JSON object is expected"])
    faults = [f"{name}: {fault}" for fault in _faults(content)]
    if faults:
        raise ReportedError(faults)
    return ReportedTable(
        **{key: content[key] for key in _TEXTS},
        tables=content["tables"],
        scales={side: (low, high) for side, (low, high) in content["scales"].items()},
        spearman=content["spearman"],
        models=tuple(Rated(model["name"], model["judge"], model["human"]) for model in content["models"]),
    )


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    for key, expected in (("format", FORMAT), ("status", STATUS)):
        if content.get(key) != expected:
            yield f"{key} is {content.get(key)!r}; {expected!r} is expected"
    yield from (f"{key!r} is unknown; remove it" for key in content if key not in _KEYS)
    for key in _TEXTS:
        if not _is_text(content.get(key)):
            yield f"{key} is {content.get(key)!r}; a text is expected"
    if _is_text(content.get("slug")) and not _SLUG.match(content["slug"]):
        yield f"slug is {content['slug']!r}; small letters, digits and '-' are expected"
    if _is_text(content.get("address")) and not content["address"].startswith("https://"):
        yield f"address is {content['address']!r}; one that begins with https:// is expected"
    tables = content.get("tables")
    if not isinstance(tables, dict) or set(tables) != set(_TABLES) or not all(map(_is_text, tables.values())):
        yield f"tables is {tables!r}; an object with the texts {', '.join(_TABLES)} is expected"
    yield from _score_faults("spearman", content.get("spearman"), (-1.0, 1.0))
    scales = content.get("scales")
    if isinstance(scales, dict) and _are_scales(scales):
        yield from _model_faults(content.get("models"), scales)
    else:
        yield f"scales is {scales!r}; an object with [lowest, highest] for {' and '.join(SIDES)} is expected"


def _model_faults(models: object, scales: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    if not isinstance(models, list) or not models:
        yield "models is not a list of models; at least one is expected"
        return
    seen: set[str] = set()
    for number, model in enumerate(models, start=1):
        where = f"model {number}"
        if not isinstance(model, dict) or set(model) != _MODEL_KEYS or not _is_text(model["name"]):
            yield f"{where}: an object with the text name, and with judge and human, is expected"
            continue
        where = f"{where} ({model['name']})"
        if model["name"] in seen:
            yield f"{where}: occurs twice in the table; once is expected"
        seen.add(model["name"])
        for side in SIDES:
            yield from _score_faults(f"{where}: {side}", model[side], scales[side])


def _score_faults(where: str, scores: object, scale: tuple[float, float]) -> Iterator[str]:
    if not isinstance(scores, dict) or not scores:
        yield f"{where} is {scores!r}; an object of scores by column is expected"
        return
    for column, value in scores.items():
        if column not in COLUMNS:
            yield f"{where}: unknown column {column!r}; {', '.join(COLUMNS)} are known"
        elif not _is_number(value) or not scale[0] <= value <= scale[1]:
            yield f"{where}: {column} is {value!r}; a number from {scale[0]} to {scale[1]} is expected"


def _are_scales(scales: Mapping[str, Any]) -> bool:
    return set(scales) == set(SIDES) and all(
        isinstance(scale, list) and len(scale) == 2 and all(map(_is_number, scale)) and scale[0] < scale[1]
        for scale in scales.values()
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    # JSON's true is an int for Python, and its parser accepts NaN.
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
