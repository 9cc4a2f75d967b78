"""A submission's overall by kind of prompt: language, length, target dimension, field of application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leaderboard.domain.scoring.intervals import half_width
from leaderboard.domain.scoring.scores import Mean, MeanTally, Scope, prompt_mean
from leaderboard.models import ImageScore, Prompt, Submission

LANGUAGE, LENGTH, DIMENSION, FIELD = "language", "length", "dimension", "field"
GROUPS = (LANGUAGE, LENGTH, DIMENSION, FIELD)


@dataclass(frozen=True, slots=True)
class Stratum:
    """The prompts of one kind. A prompt with targets in several dimensions counts in each of them."""

    value: str
    overall: Mean

    @property
    def half_width(self) -> float | None:
        """Half the width of the overall's 95% interval."""
        return half_width(self.overall)


def strata(submission: Submission, language: str, scope: Scope) -> dict[str, list[Stratum]]:
    """The strata by group in the order of GROUPS, largest first; groups with a single stratum are left out.

    The group of languages covers all languages, every other group only the given one.
    """
    of_prompts: dict[tuple[Prompt, str], list[float]] = {}
    rows = ImageScore.objects.filter(
        judging__submission=submission.pk,
        judging__judge_profile=submission.judge_profile_id,
        scope=scope,
        overall__isnull=False,
    ).select_related("judging__image__prompt")
    for row in rows.iterator(chunk_size=500):
        image = row.judging.image
        of_prompts.setdefault((image.prompt, image.language), []).append(row.overall or 0.0)
    tally: MeanTally[tuple[str, str]] = MeanTally()
    for (prompt, in_language), overalls in of_prompts.items():
        kinds = [(LANGUAGE, in_language), *(_kinds(prompt) if in_language == language else ())]
        tally.add(dict.fromkeys(kinds, prompt_mean(overalls)))
    by_group: dict[str, list[Stratum]] = {group: [] for group in GROUPS}
    for (group, value), mean in tally.means().items():
        by_group[group].append(Stratum(value, mean))
    return {
        group: sorted(listed, key=lambda stratum: (-stratum.overall.images, stratum.value))
        for group, listed in by_group.items()
        if len(listed) > 1
    }


def _kinds(prompt: Prompt) -> Iterator[tuple[str, str]]:
    yield LENGTH, "short" if prompt.whole.is_short else "long"
    for dimension in sorted({target.dimension for target in prompt.target_facets}):
        yield DIMENSION, dimension
    if prompt.field:
        yield FIELD, prompt.field
