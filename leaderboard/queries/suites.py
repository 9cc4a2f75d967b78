"""Reads of suites and their prompts: one query for a suite, and one for its prompts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.suite.suite import is_short
from leaderboard.models import Prompt, PromptSuite
from leaderboard.queries.visibility import open_suites, suites


@dataclass(frozen=True, slots=True)
class PromptFilter:
    """A filter of a suite's prompts; empty fields do not filter."""

    dimension: str = ""
    facet: FacetPath | None = None
    field: str = ""
    language: str = ""
    """The language whose text is searched and shown; "" means all languages."""
    length: str = ""
    """"short" or "long"."""
    words: str = ""

    def accepts(self, prompt: Prompt) -> bool:
        """Whether the prompt matches."""
        facets = prompt.target_facets
        return (
            (not self.dimension or any(facet.dimension == self.dimension for facet in facets))
            and (self.facet is None or self.facet in facets)
            and (not self.field or prompt.field == self.field)
            and (not self.length or is_short(prompt.texts) == (self.length == "short"))
            and self._has_words(prompt)
        )

    def _has_words(self, prompt: Prompt) -> bool:
        searched = [prompt.texts.get(self.language, "")] if self.language else list(prompt.texts.values())
        text = " ".join([prompt.key, prompt.region, *searched]).casefold()
        return all(word in text for word in self.words.casefold().split())


@dataclass(frozen=True, slots=True)
class FacetPrompts:
    """The prompts of one open suite that have a facet as a target."""

    suite: PromptSuite
    prompts: tuple[Prompt, ...]


def open_suite(suite_key: str, version: str) -> PromptSuite | None:
    """A suite whose prompts may be read."""
    return open_suites().filter(key=suite_key, version=version).first()


def suite_of_version(suite_key: str, version: str) -> PromptSuite | None:
    """A suite, hidden or not."""
    return suites().filter(key=suite_key, version=version).first()


def suites_by_name() -> QuerySet[PromptSuite]:
    """All suites by key and version, each with its ``prompt_count``."""
    return PromptSuite.objects.annotate(prompt_count=Count("prompts")).order_by("key", "version")


def prompts_of(suite: PromptSuite) -> QuerySet[Prompt]:
    """A suite's prompts in order."""
    return Prompt.objects.filter(suite=suite.pk).order_by("position")


def matching(prompts: Iterable[Prompt], wanted: PromptFilter) -> list[Prompt]:
    """The prompts that match a filter, in order."""
    return [prompt for prompt in prompts if wanted.accepts(prompt)]


def neighbours(prompts: Sequence[Prompt], prompt_key: str) -> tuple[Prompt, Prompt | None, Prompt | None] | None:
    """A prompt with the previous and the next one; None if there is no prompt with this key."""
    for place, prompt in enumerate(prompts):
        if prompt.key == prompt_key:
            before = prompts[place - 1] if place else None
            after = prompts[place + 1] if place + 1 < len(prompts) else None
            return prompt, before, after
    return None


def facet_prompts(path: FacetPath) -> list[FacetPrompts]:
    """The prompts with this target facet by open suite, the largest suite first; suites without one are left out."""
    open_ones = list(open_suites())
    suite_ids = [suite.pk for suite in open_ones]
    prompts = Prompt.objects.filter(suite__in=suite_ids, targets__contains=[{"facet": list(path)}])
    by_suite: dict[int, list[Prompt]] = {}
    for prompt in prompts.order_by("suite_id", "position"):
        by_suite.setdefault(prompt.suite_id, []).append(prompt)
    return [FacetPrompts(suite, tuple(by_suite[suite.pk])) for suite in open_ones if suite.pk in by_suite]
