"""The columns of tables that say how the pictures were made, as the author states it."""

from __future__ import annotations

from leaderboard.domain.submission.generation_settings import NAMES, GenerationSettings
from leaderboard.downloads.tables import Column, ColumnType, Value

_TYPES_AND_MEANINGS = {
    "size": (ColumnType.TEXT, "Size of the pictures, such as 1024x1024 (pixels)."),
    "seed_policy": (ColumnType.TEXT, "Which seeds: fixed (the same for all), per_prompt or random."),
    "seed": (ColumnType.INTEGER, "The seed of all pictures, if they have the same."),
    "steps": (ColumnType.INTEGER, "Number of sampling steps."),
    "guidance": (ColumnType.NUMBER, "Guidance scale."),
    "prompt_rewriting": (ColumnType.BOOLEAN, "Whether prompts were rewritten before the model got them."),
    "prompt_rewriter": (ColumnType.TEXT, "By what prompts were rewritten."),
    "model_revision": (ColumnType.TEXT, "Revision of the model."),
    "precision": (ColumnType.TEXT, "Number format of the weights."),
    "engine": (ColumnType.TEXT, "The program that ran the model."),
}

SETTINGS_COLUMNS = tuple(
    Column(f"setting_{name}", kind, f"{meaning} As the author states it; empty if it is not stated.")
    for name, (kind, meaning) in ((name, _TYPES_AND_MEANINGS[name]) for name in NAMES)
)


def settings_values(settings: GenerationSettings | None) -> tuple[Value, ...]:
    """The values of ``SETTINGS_COLUMNS``; None for what is not stated."""
    given = settings.given() if settings else {}
    return tuple(given.get(name) for name in NAMES)
