"""Pictures of two submissions for the same prompts: both files, and every facet on which the verdicts differ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from leaderboard.domain.gate.changes import Change
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import GeneratedImage, Judgement, Prompt, Submission
from leaderboard.queries.verdicts import judgements_of, picture_scores_of, reasons_of, verdicts_by_facet
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
    """A prompt with a picture of each; ``change`` has the prompt's scores at the level that decides."""

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
    level: ScorePath,
) -> list[ChangedPicture]:
    """The first of these changes of which the visitor may see a picture each; none of a hidden suite.

    Of several pictures of a prompt the one whose score at the level is closest to the prompt's is shown.
    """
    if baseline.suite.hidden:
        return []
    prompt_ids = list(Prompt.objects.filter(suite=baseline.suite_id).order_by("position").values_list("pk", flat=True))
    seen = _pictures(visitor, baseline, candidate, language)
    chosen = [
        (change, before, after)
        for change in changes
        if (before := seen.get((baseline.pk, prompt_ids[change.place])))
        and (after := seen.get((candidate.pk, prompt_ids[change.place])))
    ][:MOST_CHANGED]
    pairs = [
        (change, first, second)
        for (change, _before, _after), first, second in zip(
            chosen,
            _closest([(before, change.baseline) for change, before, _after in chosen], baseline, level),
            _closest([(after, change.candidate) for change, _before, after in chosen], candidate, level),
            strict=True,
        )
    ]
    images = _with_judgements([image for _change, *both in pairs for image in both])
    return [
        ChangedPicture(
            images[before].prompt,
            change,
            images[before],
            images[after],
            _verdict_changes((images[before], baseline), (images[after], candidate)),
        )
        for change, before, after in pairs
    ]


def _pictures(
    visitor: Visitor, baseline: Submission, candidate: Submission, language: str
) -> Mapping[tuple[int, int], list[int]]:
    """The visible pictures by submission and prompt, in the order of their samples."""
    images = visible_images(visitor).filter(submission__in=[baseline.pk, candidate.pk], language=language)
    of_prompts: dict[tuple[int, int], list[int]] = {}
    for image, submission, prompt in images.order_by("sample").values_list("pk", "submission_id", "prompt_id"):
        of_prompts.setdefault((submission, prompt), []).append(image)
    return of_prompts


def _closest(prompts: Sequence[tuple[Sequence[int], float]], submission: Submission, level: ScorePath) -> list[int]:
    """For each prompt, of its pictures the one whose score at the level is closest to the prompt's."""
    if submission.pictures_per_prompt == 1:
        return [pictures[0] for pictures, _score in prompts]
    everything = [picture for pictures, _score in prompts for picture in pictures]
    scores = picture_scores_of(everything, submission.judge_profile_id)

    def distance(picture: int, score: float) -> float:
        own = scores.get(picture, {}).get(level)
        return math.inf if own is None else abs(own - score)

    return [min(pictures, key=lambda picture: distance(picture, score)) for pictures, score in prompts]


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
