"""Made-up dumps: two models that answer every prompt in both languages, in forgiven forms only."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from typing import Any

from leaderboard.domain.official.columns import ReplyColumn, ReplyColumns
from leaderboard.domain.official.dataset import LANGUAGES
from leaderboard.domain.rubric import FacetPath
from tests import official
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.replies import nested

MODELS = ("alpha", "beta")


def dump_row(number: int, **changes: Any) -> dict[str, Any]:
    """A row of the dataset with a reply of each model and language for every active dimension."""
    row = {name: value for name, value in official.row(number).items() if "some-model" not in name}
    dimensions = dict.fromkeys(target[0] for target in _targets(row))
    for model in MODELS:
        for language in LANGUAGES:
            for dimension in dimensions:
                column = ReplyColumn(model, language, dimension)
                row[column.name] = reply(dimension, random.Random(f"{column.name} {number}"))
    return {**row, **changes}


def reply(dimension: str, chance: random.Random) -> str:
    """Reasoning, and a verdict on every facet."""
    verdicts = {facet.path: chance.choice((0, 1, 2, 2, None)) for facet in shipped.rubric().checklist(dimension)}
    text = json.dumps(nested(verdicts), indent=2)
    if chance.random() < 0.2:
        text = text.replace('"score": 1', '"score": "1"')
    return f"It {{looks}} fine.\n</think>\n\n{chance.choice((text, f'```json{text}```'))}"


def pictures_of(rows: Iterable[dict[str, Any]], model: str, language: str) -> list[dict[str, str]]:
    """Per row the model's replies by dimension."""
    columns = ReplyColumns(shipped.rubric().dimensions)
    return [
        {
            column.dimension: value
            for name, value in row.items()
            if (column := columns.read(name)) and column[:2] == (model, language) and value
        }
        for row in rows
    ]


def targets_of(rows: Iterable[dict[str, Any]]) -> list[list[FacetPath]]:
    """Per row its target facets."""
    return [_targets(row) for row in rows]


def _targets(row: dict[str, Any]) -> list[FacetPath]:
    by_name = {" / ".join(path): path for path in shipped.rubric().by_path}
    return [by_name[entry] for entry in row["dims_en"].split("; ")]
