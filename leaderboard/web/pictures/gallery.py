"""Reads for a submission's gallery and for the page of one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import GeneratedImage, ImageScore, JudgedImage, Judgement, Submission
from leaderboard.queries.pictures import samples_of
from leaderboard.queries.verdicts import reasons_of, verdicts_by_facet
from leaderboard.queries.visibility import Visitor, shown_pictures


@dataclass(frozen=True, slots=True)
class FacetEvidence:
    """One facet's verdict: 0, 1, 2, "N/A", or None without one.

    ``reason``: what the judge's reply says about it, "" if that cannot be told apart. ``note``: what to look for, on a
    target facet.
    """

    path: FacetPath
    question: str
    verdict: int | str | None
    reason: str
    is_target: bool
    note: str


@dataclass(frozen=True, slots=True)
class DimensionEvidence:
    """One dimension of one picture: its judgement (None: not judged yet), its score, and all its facets."""

    dimension: str
    judgement: Judgement | None
    score: float | None
    facets: tuple[FacetEvidence, ...]


@dataclass(frozen=True, slots=True)
class ImageEvidence:
    """The judgements of one picture, its neighbours in the same submission and language, and its prompt's ``samples``.

    The samples are in their order, the picture among them.
    """

    judging: JudgedImage | None
    overall: float | None
    target_overall: float | None
    dimensions: tuple[DimensionEvidence, ...]
    previous: GeneratedImage | None
    next: GeneratedImage | None
    samples: Sequence[GeneratedImage]


def gallery(submission: Submission, visitor: Visitor, language: str = "") -> QuerySet[GeneratedImage]:
    """The pictures that the visitor may see in the plan's order, each with its ``overall`` in the judged scope.

    The ``language`` "" means all.
    """
    scores = ImageScore.objects.filter(
        judging__image=OuterRef("pk"), judging__judge_profile=submission.judge_profile_id, scope=Scope.JUDGED.value
    )
    overall = Subquery(scores.values("overall")[:1])
    images = GeneratedImage.objects.filter(shown_pictures(visitor), submission=submission.pk)
    if language:
        images = images.filter(language=language)
    return images.select_related("prompt", "stored").annotate(overall=overall).order_by("id")


def evidence(image: GeneratedImage, visitor: Visitor) -> ImageEvidence:
    """A picture's judgements and scores. Its prompt, submission and judge profile should be loaded."""
    judging = (
        JudgedImage.objects.filter(image=image.pk, judge_profile=image.submission.judge_profile_id)
        .prefetch_related("judgements", "scores")
        .first()
    )
    scores = {score.scope: score for score in judging.scores.all()} if judging else {}
    judged, target = scores.get(Scope.JUDGED.value), scores.get(Scope.TARGET.value)
    judgements = {judgement.dimension: judgement for judgement in judging.judgements.all()} if judging else {}
    same_row = GeneratedImage.objects.filter(
        shown_pictures(visitor), submission=image.submission_id, language=image.language
    ).select_related("prompt", "stored")
    return ImageEvidence(
        judging=judging,
        overall=judged.overall if judged else None,
        target_overall=target.overall if target else None,
        dimensions=_dimensions(image, judgements, judged),
        previous=same_row.filter(pk__lt=image.pk).order_by("-pk").first(),
        next=same_row.filter(pk__gt=image.pk).order_by("pk").first(),
        samples=tuple(samples_of(image, same_row)) if image.submission.pictures_per_prompt > 1 else (image,),
    )


def _dimensions(
    image: GeneratedImage, judgements: Mapping[str, Judgement], scores: ImageScore | None
) -> tuple[DimensionEvidence, ...]:
    rubric = image.submission.judge_profile.frozen.protocol.rubric
    by_path = {ScorePath(*path): score for path, score in scores.levels} if scores else {}
    return tuple(
        DimensionEvidence(
            dimension,
            judgements.get(dimension),
            by_path.get(ScorePath(dimension)),
            _facets(image, dimension, judgements.get(dimension)),
        )
        for dimension in rubric.active_dimensions(image.prompt.target_facets)
    )


def _facets(image: GeneratedImage, dimension: str, judgement: Judgement | None) -> tuple[FacetEvidence, ...]:
    notes = {FacetPath(*target["facet"]): str(target.get("note", "")) for target in image.prompt.targets}
    given = verdicts_by_facet(judgement)
    reasons = reasons_of(judgement)
    return tuple(
        FacetEvidence(
            facet.path,
            facet.question,
            given.get(facet.path),
            reasons.get(facet.path, ""),
            facet.path in notes,
            notes.get(facet.path, ""),
        )
        for facet in image.submission.judge_profile.frozen.protocol.rubric.checklist(dimension)
    )
