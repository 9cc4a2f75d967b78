"""Pictures of two submissions for the same prompts: both files, and every facet on which the verdicts differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from leaderboard.domain.gate.changes import Change
from leaderboard.domain.rubric import FacetPath
from leaderboard.models import GeneratedImage, Judgement, Prompt, Submission
from leaderboard.queries.verdicts import judgements_of, reasons_of, verdicts_by_facet
from leaderboard.queries.visibility import Visitor, visible_images

MOST_CHANGED = 6
"""So many changed pictures are shown."""

FacetVerdict = int | str | None
"""0, 1, 2 or "N/A"; None without a verdict."""


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A facet with two verdicts, and what the judge said about it each time ("" if that cannot be told apart)."""

    facet: FacetPath
    is_target: bool
    baseline: FacetVerdict
    candidate: FacetVerdict
    baseline_reason: str
    candidate_reason: str


@dataclass(frozen=True, slots=True)
class ChangedPicture:
    """A prompt with both pictures; ``change`` has their scores at the level that decides."""

    prompt: Prompt
    change: Change
    baseline: GeneratedImage
    candidate: GeneratedImage
    verdicts: tuple[VerdictChange, ...]


def changed_pictures(
    visitor: Visitor,
    baseline: Submission,
    candidate: Submission,
    language: str,
    changes: Iterable[Change],
    most: int = MOST_CHANGED,
) -> list[ChangedPicture]:
    """The first of these changes whose two pictures the visitor may see; none of a hidden suite."""
    if baseline.suite.hidden:
        return []
    prompt_ids = list(Prompt.objects.filter(suite=baseline.suite_id).order_by("position").values_list("pk", flat=True))
    seen = _pictures(visitor, baseline, candidate, language)
    chosen = [
        (change, before, after)
        for change in changes
        if (before := seen.get((baseline.pk, prompt_ids[change.place])))
        and (after := seen.get((candidate.pk, prompt_ids[change.place])))
    ][:most]
    images = _with_judgements([image for _change, before, after in chosen for image in (before, after)])
    return [
        ChangedPicture(
            images[before].prompt,
            change,
            images[before],
            images[after],
            _verdict_changes((images[before], baseline), (images[after], candidate)),
        )
        for change, before, after in chosen
    ]


def _pictures(
    visitor: Visitor, baseline: Submission, candidate: Submission, language: str
) -> Mapping[tuple[int, int], int]:
    """The visible pictures by submission and prompt."""
    images = visible_images(visitor).filter(submission__in=[baseline.pk, candidate.pk], language=language)
    return {
        (submission, prompt): image
        for image, submission, prompt in images.values_list("pk", "submission_id", "prompt_id")
    }


def _with_judgements(image_ids: Sequence[int]) -> dict[int, GeneratedImage]:
    judgements = Prefetch("judgings__judgements", Judgement.objects.all())
    return GeneratedImage.objects.select_related("prompt", "stored").prefetch_related(judgements).in_bulk(image_ids)


def _verdict_changes(
    baseline: tuple[GeneratedImage, Submission], candidate: tuple[GeneratedImage, Submission]
) -> tuple[VerdictChange, ...]:
    """Targets first, then the larger changes, then the rubric's order."""
    (before, why_before), (after, why_after) = _verdicts(*baseline), _verdicts(*candidate)
    targets = baseline[0].prompt.target_facets
    differing = [
        VerdictChange(
            facet,
            facet in targets,
            before.get(facet),
            after.get(facet),
            why_before.get(facet, ""),
            why_after.get(facet, ""),
        )
        for facet in dict.fromkeys((*before, *after))
        if before.get(facet) != after.get(facet)
    ]
    return tuple(sorted(differing, key=lambda change: (not change.is_target, -_size(change))))


def _size(change: VerdictChange) -> int:
    """How far apart the verdicts are; 0 if one of them is none."""
    if isinstance(change.baseline, int) and isinstance(change.candidate, int):
        return abs(change.baseline - change.candidate)
    return 0


def _verdicts(image: GeneratedImage, submission: Submission) -> tuple[dict[FacetPath, int | str], dict[FacetPath, str]]:
    """A picture's verdicts, and the judge's words, by facet."""
    verdicts: dict[FacetPath, int | str] = {}
    reasons: dict[FacetPath, str] = {}
    for judgement in judgements_of(image, submission).values():
        verdicts |= verdicts_by_facet(judgement)
        reasons |= reasons_of(judgement)
    return verdicts, reasons
