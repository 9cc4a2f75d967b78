"""The images of a submission, and the judgements on them under the submission's judge profile."""

from __future__ import annotations

from django.db.models import QuerySet

from leaderboard.models import GeneratedImage, Judgement, Submission
from leaderboard.queries.visibility import Visitor, shown_pictures


def images_of(submission: Submission, visitor: Visitor) -> QuerySet[GeneratedImage]:
    """A submission's images that the visitor may see, each with its prompt and stored file.

    The order of their ids is that of the plan.
    """
    return GeneratedImage.objects.filter(shown_pictures(visitor), submission=submission.pk).select_related(
        "prompt", "stored"
    )


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
