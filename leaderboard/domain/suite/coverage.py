"""The coverage of a suite: how many of its prompts test each facet, come from each field, and so on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.domain.rubric import FacetPath, Rubric
from leaderboard.domain.suite.suite import Prompt

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers of prompts. ``facets`` and ``dimensions`` are in the rubric's order and include zeros; ``fields`` and
    ``regions`` are in alphabetical order."""

    prompts: int
    short: int
    facets: Mapping[FacetPath, int]
    dimensions: Mapping[str, int]
    fields: Mapping[str, int]
    regions: Mapping[str, int]
    scripts: Mapping[str, int]
    """Prompts with lettering: "latin", "han" and "both" (also counted in the first two)."""


def coverage(prompts: Sequence[Prompt], rubric: Rubric) -> Coverage:
    """Count over all prompts of a suite."""
    facets = Counter(facet for prompt in prompts for facet in prompt.target_facets)
    active = Counter(dimension for prompt in prompts for dimension in rubric.active_dimensions(prompt.target_facets))
    return Coverage(
        prompts=len(prompts),
        short=sum(prompt.is_short for prompt in prompts),
        facets={facet.path: facets[facet.path] for facet in rubric.facets},
        dimensions={dimension: active[dimension] for dimension in rubric.dimensions},
        fields=_by_name(prompt.field for prompt in prompts if prompt.field),
        regions=_by_name(prompt.region for prompt in prompts if prompt.region),
        scripts=_scripts(prompts),
    )


def _by_name(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _scripts(prompts: Sequence[Prompt]) -> dict[str, int]:
    lettered = [" ".join(prompt.render) for prompt in prompts]
    latin = [bool(_LATIN.search(text)) for text in lettered]
    han = [bool(_HAN.search(text)) for text in lettered]
    return {"latin": sum(latin), "han": sum(han), "both": sum(a and b for a, b in zip(latin, han, strict=True))}
