"""The images of a submission, and the judgements on them under the submission's judge profile."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import Board, GeneratedImage, Judgement, Prompt, Submission
from leaderboard.queries.visibility import Visitor, shown_pictures


def images_of(submission: Submission, visitor: Visitor) -> QuerySet[GeneratedImage]:
    """A submission's images that the visitor may see, each with its prompt and stored file.

    The order of their ids is that of the plan.
    """
    return GeneratedImage.objects.filter(shown_pictures(visitor), submission=submission.pk).select_related(
        "prompt", "stored"
    )


def first_samples(images: QuerySet[GeneratedImage]) -> QuerySet[GeneratedImage]:
    """Of several pictures of one prompt and language by one submission the first, which stands for all of them."""
    of_prompt = "submission_id", "prompt_id", "language"
    return images.order_by(*of_prompt, "sample").distinct(*of_prompt)


def samples_of(image: GeneratedImage, shown: QuerySet[GeneratedImage]) -> QuerySet[GeneratedImage]:
    """The pictures of the same submission, prompt and language that are shown, itself among them, in their order."""
    return shown.filter(submission=image.submission_id, prompt=image.prompt_id, language=image.language).order_by(
        "sample"
    )


def with_verdict(
    images: QuerySet[GeneratedImage], judge_profile_id: int, facet: FacetPath | ScorePath, *verdicts: int
) -> QuerySet[GeneratedImage]:
    """The first samples among those of the pictures that got one of these verdicts (0, 1 or 2) on a facet."""
    given = Q()
    for verdict in verdicts:
        given |= Q(judgings__judgements__verdicts__contains=[[facet.sub_capability, facet.facet, verdict]])
    judged = Q(judgings__judge_profile=judge_profile_id, judgings__judgements__dimension=facet.dimension)
    return first_samples(images.filter(judged & given))


def pictures_at(
    board: Board, submissions: Sequence[int], places: Sequence[int], shown: QuerySet[GeneratedImage]
) -> list[tuple[str, dict[int, int]]]:
    """For each of these places in the suite: the prompt's key, and the ids of the first samples by submission."""
    prompts = list(Prompt.objects.filter(suite=board.suite_id).order_by("position").values_list("pk", "key"))
    chosen = [prompts[place] for place in places]
    images = shown.filter(
        submission__in=submissions, prompt__in=[prompt for prompt, _key in chosen], language=board.language
    )
    by_prompt: dict[int, dict[int, int]] = {}
    for prompt, submission, image in first_samples(images).values_list("prompt_id", "submission_id", "pk"):
        by_prompt.setdefault(prompt, {})[submission] = image
    return [(key, by_prompt.get(prompt, {})) for prompt, key in chosen]


def judgements_of_submission(submission: Submission, visitor: Visitor) -> QuerySet[Judgement]:
    """The judgements on a submission's images that the visitor may see, each with its image and prompt."""
    seen = _judgements().filter(shown_pictures(visitor, "judging__image__"))
    return seen.filter(judging__submission=submission.pk, judging__judge_profile=submission.judge_profile_id)


def judgements_of_image(image: GeneratedImage) -> QuerySet[Judgement]:
    """The judgements on one image (its submission at hand), one per active dimension."""
    judgements = _judgements().filter(judging__image=image.pk, judging__judge_profile=image.submission.judge_profile_id)
    return judgements.order_by("pk")


def _judgements() -> QuerySet[Judgement]:
    return Judgement.objects.select_related("judging__image__prompt")
