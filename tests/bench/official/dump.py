"""A made-up dump as large as the official one: 1,000 prompts, 18 models, two languages, about 148,000 replies."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.official.columns import ReplyColumn
from leaderboard.domain.rubric import FacetPath
from tests.leaderboard.domain import shipped
from tests.leaderboard.domain.judging.replies import nested

MODELS = 18
PROMPTS_BY_DIMENSIONS = {3: 146, 4: 603, 5: 251}
"""How many of the official prompts are judged in so many dimensions: 4,105 calls for a model and language."""

_REPLY_CHARACTERS = 2300
_REPLIES_EACH = 600
_WORDS = (
    "the picture shows edge light surface hand table shadow colour texture where behind left right and of with a is "
    "slightly clear natural blurred sharp consistent prompt asks for visible detail no artefact looks plausible so"
)


def write_dump(path: Path, seed: int = 7) -> int:
    """Write the dump; returns how many replies it holds."""
    chance = random.Random(seed)
    made = {dimension: _replies(dimension, chance) for dimension in shipped.rubric().dimensions}
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, targets in enumerate(_targets(chance), start=1):
            row = _prompt(number, targets)
            for column in _columns(targets):
                row[column.name] = chance.choice(made[column.dimension])
                count += 1
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def _targets(chance: random.Random) -> Iterator[list[FacetPath]]:
    """Target facets of every prompt: one to three in each of its dimensions."""
    rubric = shipped.rubric()
    sizes = [size for size, prompts in PROMPTS_BY_DIMENSIONS.items() for _ in range(prompts)]
    chance.shuffle(sizes)
    for size in sizes:
        dimensions = chance.sample(rubric.dimensions, size)
        yield [
            facet.path
            for dimension in dimensions
            for facet in chance.sample(rubric.checklist(dimension), chance.randint(1, 3))
        ]


def _prompt(number: int, targets: list[FacetPath]) -> dict[str, Any]:
    return {
        "ID": number,
        "prompt_cn": f"第{number}个提示：一只猫坐在木桌旁，早晨的光照进来。" * 3,
        "prompt_en": f"Prompt {number}: a cat beside a wooden table, morning light comes in. " * 3,
        "dims_cn": "…",
        "dims_en": "; ".join(" / ".join(path) for path in targets),
        **{f"model-{model:02d}": f"images/model-{model:02d}/{number}.png" for model in range(MODELS)},
    }


def _columns(targets: list[FacetPath]) -> Iterator[ReplyColumn]:
    for model in range(MODELS):
        for language in ("zh", "en"):
            for dimension in dict.fromkeys(path.dimension for path in targets):
                yield ReplyColumn(f"model-{model:02d}", language, dimension)


def _replies(dimension: str, chance: random.Random) -> list[str]:
    return [_reply(dimension, chance) for _ in range(_REPLIES_EACH)]


def _reply(dimension: str, chance: random.Random) -> str:
    """Reasoning, then JSON; of a hundred replies about three are in forgiven forms and one deviates."""
    verdicts: dict[FacetPath, Verdict] = {
        facet.path: chance.choice((0, 1, 1, 1, 2, 2, None)) for facet in shipped.rubric().checklist(dimension)
    }
    document: dict[str, Any] = nested(verdicts)
    answer = json.dumps(document, indent=2)
    form = chance.random()
    if form < 0.02:
        answer = f"```json\n{answer}\n```"
    elif form < 0.03:
        answer = answer.replace('"score": 1', '"score": "1"')
    elif form < 0.033:
        answer = answer.replace('"score": 0', '"score": 0.5', 1)
    elif form < 0.036:
        answer = json.dumps({**document, "Overall": {"score": 1}})
    elif form < 0.04:
        answer = answer[: len(answer) // 2]
    return f"{_reasoning(_REPLY_CHARACTERS - len(answer), chance)}\n</think>\n\n{answer}"


def _reasoning(characters: int, chance: random.Random) -> str:
    words = chance.choices(_WORDS.split(" "), k=max(characters, 0) // 4)
    return " ".join(words)[: max(characters, 0)]
