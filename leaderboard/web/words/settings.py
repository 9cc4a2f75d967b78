"""Generation settings in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard.domain.submission.generation_settings import GenerationSettings
from leaderboard.web.words.labels import Text

LABELS: dict[str, Any] = {
    "size": gettext_lazy("Size"),
    "seed_policy": gettext_lazy("Seeds"),
    "seed": gettext_lazy("Seed"),
    "steps": gettext_lazy("Steps"),
    "guidance": gettext_lazy("Guidance scale"),
    "prompt_rewriting": gettext_lazy("Prompt rewriting"),
    "prompt_rewriter": gettext_lazy("Prompt rewriter"),
    "model_revision": gettext_lazy("Model revision"),
    "precision": gettext_lazy("Precision"),
    "engine": gettext_lazy("Engine"),
}
"""The name of each setting, a lazy translation, as forms take it."""

SEED_POLICIES: dict[str, Text] = {
    "fixed": gettext_lazy("the same for all pictures"),
    "per_prompt": gettext_lazy("one per prompt"),
    "random": gettext_lazy("random"),
}


def setting_lines(settings: GenerationSettings) -> Iterator[tuple[Text, str]]:
    """The stated settings, each with its name and its value in words."""
    for name, value in settings.given().items():
        yield LABELS[name], _in_words(name, value)


def setting_line(settings: GenerationSettings) -> str:
    """The stated settings in one line, for lists; "" without any."""
    return " · ".join(f"{name}: {value}" for name, value in setting_lines(settings))


def _in_words(name: str, value: str | float | bool) -> str:
    if name == "seed_policy":
        return str(SEED_POLICIES[str(value)])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:g}" if isinstance(value, float) else str(value)
