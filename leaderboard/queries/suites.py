"""Reads of suites and their prompts: one query for a suite, one for its prompts, whatever their number."""

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
    """What a reader looks for among the prompts of a suite; what is empty is not asked for."""

    dimension: str = ""
    facet: FacetPath | None = None
    field: str = ""
    language: str = ""
    """The language whose text is searched and shown; all of them when empty."""
    length: str = ""
    """"short" or "long"."""
    words: str = ""

    def accepts(self, prompt: Prompt) -> bool:
        """Whether the prompt is among those looked for."""
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
class FacetExamples:
    """The prompts of one open suite that try a facet."""

    suite: PromptSuite
    prompts: tuple[Prompt, ...]


def open_suite(key: str, version: str) -> PromptSuite | None:
    """A suite whose prompts may be read."""
    return open_suites().filter(key=key, version=version).first()


def suite_of_version(key: str, version: str) -> PromptSuite | None:
    """A suite, hidden or not."""
    return suites().filter(key=key, version=version).first()


def suites_by_name() -> QuerySet[PromptSuite]:
    """All suites by key and version, each with its ``prompt_count``."""
    return PromptSuite.objects.annotate(prompt_count=Count("prompts")).order_by("key", "version")


def prompts_of(suite: PromptSuite) -> QuerySet[Prompt]:
    """A suite's prompts in order."""
    return Prompt.objects.filter(suite=suite.pk).order_by("position")


def matching(prompts: Iterable[Prompt], wanted: PromptFilter) -> list[Prompt]:
    """Those that the filter accepts, in order."""
    return [prompt for prompt in prompts if wanted.accepts(prompt)]


def neighbours(prompts: Sequence[Prompt], key: str) -> tuple[Prompt, Prompt | None, Prompt | None] | None:
    """The prompt of that key with the one before and the one after it; None when there is none."""
    for place, prompt in enumerate(prompts):
        if prompt.key == key:
            before = prompts[place - 1] if place else None
            after = prompts[place + 1] if place + 1 < len(prompts) else None
            return prompt, before, after
    return None


def facet_examples(path: FacetPath) -> list[FacetExamples]:
    """For every open suite, the largest first, its prompts that try the facet; suites without one are left out."""
    rows = list(open_suites())
    found: dict[int, list[Prompt]] = {}
    trying = Prompt.objects.filter(suite__in=[row.pk for row in rows], targets__contains=[{"facet": list(path)}])
    for prompt in trying.order_by("suite_id", "position"):
        found.setdefault(prompt.suite_id, []).append(prompt)
    return [FacetExamples(row, tuple(found[row.pk])) for row in rows if row.pk in found]
