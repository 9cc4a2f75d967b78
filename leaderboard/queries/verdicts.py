"""Every verdict of a submission, in lines: one per picture and facet of its planned judge calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from leaderboard.domain.judging.reasons import reasons_by_facet
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import image_scores
from leaderboard.models import GeneratedImage, Judgement, Submission

NO_IMAGE = "no_image"
"""In place of a judgement's status: there is no picture to judge."""

NOT_JUDGED = "not_judged"
"""In place of a judgement's status: the judge call is still pending."""

EXCLUDED = "excluded"
"""In place of a judgement's status: operators excluded the picture from scoring."""

_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One verdict: 0, 1, 2 or "N/A"; None without one, and ``status`` says why. ``sample`` counts from 1."""

    prompt_key: str
    language: str
    sample: int
    dimension: str
    sub_capability: str
    facet: str
    verdict: int | str | None
    is_target: bool
    status: str


def verdict_lines(submission: Submission, language: str = "") -> Iterator[VerdictLine]:
    """The lines of one language or of all ("") in the plan's order; at most ``_AT_A_TIME`` pictures are in memory."""
    rubric = submission.judge_profile.frozen.protocol.rubric
    # The judge's texts are most of a judgement's bytes, and are not needed here.
    given = Judgement.objects.only("judging", "dimension", "status", "verdicts")
    images = (
        GeneratedImage.objects.filter(submission=submission.pk)
        .select_related("prompt")
        .prefetch_related(Prefetch("judgings__judgements", given))
        .order_by("id")
    )
    if language:
        images = images.filter(language=language)
    for image in images.iterator(chunk_size=_AT_A_TIME):
        targets = image.prompt.target_facets
        judgements = {} if image.excluded_at else judgements_of(image, submission)
        missing = EXCLUDED if image.excluded_at else NOT_JUDGED if image.stored_id else NO_IMAGE
        for dimension in rubric.active_dimensions(targets):
            judgement = judgements.get(dimension)
            by_facet = verdicts_by_facet(judgement)
            for facet in rubric.checklist(dimension):
                yield VerdictLine(
                    prompt_key=image.prompt.key,
                    language=image.language,
                    sample=image.sample + 1,
                    dimension=dimension,
                    sub_capability=facet.path.sub_capability,
                    facet=facet.path.facet,
                    verdict=by_facet.get(facet.path),
                    is_target=facet.path in targets,
                    status=judgement.status if judgement else missing,
                )


def judgements_of(image: GeneratedImage, submission: Submission) -> dict[str, Judgement]:
    """A picture's judgements under its submission's profile, by dimension; ``judgings__judgements`` is prefetched."""
    return {
        judgement.dimension: judgement
        for judging in image.judgings.all()
        if judging.judge_profile_id == submission.judge_profile_id
        for judgement in judging.judgements.all()
    }


def picture_scores_of(images: Iterable[int], judge_profile_id: int) -> dict[int, dict[ScorePath, float]]:
    """The scores of pictures on all levels, by their ids; pictures without a judgement are absent."""
    judgements = Judgement.objects.filter(judging__image__in=list(images), judging__judge_profile=judge_profile_id)
    verdicts: dict[int, dict[FacetPath, Verdict]] = {}
    for image, dimension, listed in judgements.values_list("judging__image", "dimension", "verdicts"):
        of_image = verdicts.setdefault(image, {})
        of_image |= {FacetPath(dimension, sub_capability, facet): verdict for sub_capability, facet, verdict in listed}
    return {image: image_scores(of_image) for image, of_image in verdicts.items()}


def verdicts_by_facet(judgement: Judgement | None) -> dict[FacetPath, int | str]:
    """A judgement's verdicts; "N/A" where a facet does not apply. Facets without a verdict are absent."""
    if judgement is None:
        return {}
    return {
        FacetPath(judgement.dimension, sub_capability, facet): "N/A" if verdict is None else verdict
        for sub_capability, facet, verdict in judgement.verdicts
    }


def reasons_of(judgement: Judgement | None) -> dict[FacetPath, str]:
    """What the judge's reply says about single facets, where that can be told apart; its texts should be loaded."""
    if judgement is None:
        return {}
    verdicts: dict[FacetPath, Verdict] = {
        FacetPath(judgement.dimension, sub_capability, facet): verdict
        for sub_capability, facet, verdict in judgement.verdicts
    }
    return reasons_by_facet(judgement.reasoning, judgement.content, verdicts)
