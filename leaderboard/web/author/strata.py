"""A submission's overall by kind of prompt: language, length, field of application, dimension that is tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leaderboard.domain.scoring.scores import Mean, MeanTally, Scope
from leaderboard.models import ImageScore, Prompt, Submission

LANGUAGE, LENGTH, DIMENSION, FIELD = "language", "length", "dimension", "field"
GROUPS = (LANGUAGE, LENGTH, DIMENSION, FIELD)


@dataclass(frozen=True, slots=True)
class Stratum:
    """The pictures of one kind of prompt. A prompt that tries several dimensions counts in each of them."""

    value: str
    overall: Mean


def strata(submission: Submission, language: str, scope: Scope) -> dict[str, list[Stratum]]:
    """The strata by group, in the order of GROUPS; the largest first, groups with a single stratum left out.

    All but the languages are of one language, in which a prompt has one picture.
    """
    tally: MeanTally[tuple[str, str]] = MeanTally()
    rows = ImageScore.objects.filter(
        judging__submission=submission.pk,
        judging__judge_profile=submission.judge_profile_id,
        scope=scope,
        overall__isnull=False,
    ).select_related("judging__image__prompt")
    for row in rows.iterator(chunk_size=500):
        image = row.judging.image
        kinds = [(LANGUAGE, image.language), *(_kinds(image.prompt) if image.language == language else ())]
        tally.add(dict.fromkeys(kinds, row.overall or 0.0))
    found: dict[str, list[Stratum]] = {group: [] for group in GROUPS}
    for (group, value), mean in tally.means().items():
        found[group].append(Stratum(value, mean))
    return {
        group: sorted(listed, key=lambda one: (-one.overall.images, one.value))
        for group, listed in found.items()
        if len(listed) > 1
    }


def _kinds(prompt: Prompt) -> Iterator[tuple[str, str]]:
    yield LENGTH, "short" if prompt.whole.is_short else "long"
    for dimension in sorted({target.dimension for target in prompt.target_facets}):
        yield DIMENSION, dimension
    if prompt.field:
        yield FIELD, prompt.field
