"""Stage 4: a submission's judgements become its scores."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from leaderboard.domain.events import Event
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import FACET_DEPTH, OVERALL, ScorePath
from leaderboard.domain.scoring.answers import AnswerShares
from leaderboard.domain.scoring.pictures import JudgedPicture, answer_shares, picture_scores
from leaderboard.domain.scoring.scores import Mean, Scope, prompt_scores, submission_scores
from leaderboard.domain.stages import Stage
from leaderboard.models import ImageScore, JudgedImage, Outcome, Submission, SubmissionScore
from leaderboard.models.clock import Now
from leaderboard.models.work import UNDERSTOOD
from leaderboard.pipeline.work import leases, outbox, stage_times


def claim_scoring(submission_id: int) -> tuple[Submission, uuid.UUID] | None:
    """Claim a submission that is due to be scored; None when another worker has it."""
    running = Submission.objects.filter(pk=submission_id, stage=Stage.SCORING, outcome=Outcome.RUNNING)
    token = leases.claim(running.filter(needs__lte=UNDERSTOOD))
    return (Submission.objects.get(pk=submission_id), token) if token else None


@transaction.atomic
def score_submission(submission: Submission, token: uuid.UUID) -> bool:
    """Compute and store all scores and end the submission as scored; False when the claim is no longer held."""
    held = Submission.objects.select_for_update().filter(pk=submission.pk, lease_token=token, outcome=Outcome.RUNNING)
    if not held.exists():
        return False
    store_scores(submission)
    held.update(
        outcome=Outcome.SCORED,
        ended_at=Now(),
        deadline_at=None,
        **leases.NO_LEASE,
    )
    outbox.announce(Event.SCORED, submission.pk)
    stage_times.count_on_commit(Stage.SCORING, submission.stage_since)
    return True


def store_scores(submission: Submission) -> None:
    """Store all scores in place of earlier ones, in the caller's transaction. Excluded pictures count in none."""
    judgings = list(counted_judgings(submission).select_related("image__prompt"))
    ImageScore.objects.filter(judging__submission=submission).delete()
    SubmissionScore.objects.filter(submission=submission).delete()
    rubric = submission.judge_profile.frozen.protocol.rubric
    pictures = {judging: _picture(judging) for judging in judgings}
    for scope in Scope:
        scored = {judging: picture_scores(picture, scope) for judging, picture in pictures.items()}
        ImageScore.objects.bulk_create(_image_row(judging, scope, scored[judging]) for judging in judgings)
        for language in submission.languages:
            of_language = [judging for judging in judgings if judging.image.language == language]
            of_prompts = prompt_scores((judging.image.prompt_id, scored[judging]) for judging in of_language)
            means = submission_scores(of_prompts.values())
            shares = answer_shares((pictures[judging] for judging in of_language), scope, rubric)
            SubmissionScore.objects.bulk_create(mean_rows(submission, language, scope, means, shares))


def counted_judgings(submission: Submission) -> QuerySet[JudgedImage]:
    """The judged pictures that count, in the plan's order, each with its judgements."""
    return (
        JudgedImage.objects.filter(
            submission=submission, judge_profile=submission.judge_profile_id, image__excluded_at__isnull=True
        )
        .prefetch_related("judgements")
        .order_by("id")
    )


def verdicts_of(judging: JudgedImage) -> dict[FacetPath, Verdict]:
    """All verdicts of a judged picture, over all its dimensions. Prefetch ``judgements`` for many pictures."""
    return {
        FacetPath(judgement.dimension, sub_capability, facet): verdict
        for judgement in judging.judgements.all()
        for sub_capability, facet, verdict in judgement.verdicts
    }


def _picture(judging: JudgedImage) -> JudgedPicture:
    return JudgedPicture(tuple(judging.dimensions), judging.image.prompt.target_facets, verdicts_of(judging))


def _image_row(judging: JudgedImage, scope: Scope, scores: Mapping[ScorePath, float]) -> ImageScore:
    return ImageScore(judging=judging, scope=scope, overall=scores.get(OVERALL), levels=image_levels(scores))


def image_levels(scores: Mapping[ScorePath, float]) -> list[list[Any]]:
    """A picture's dimension and sub-capability scores in the form of ``ImageScore.levels``."""
    return [[list(path.names), score] for path, score in sorted(scores.items()) if 0 < path.depth < FACET_DEPTH]


def mean_rows(
    submission: Submission,
    language: str,
    scope: Scope,
    means: Mapping[ScorePath, Mean],
    shares: Mapping[ScorePath, AnswerShares] | None = None,
) -> Iterator[SubmissionScore]:
    """A submission's means in one language and scope as unsaved rows; ``shares`` is None where none were counted."""
    for path, mean in means.items():
        answered = (shares or {}).get(path)
        yield SubmissionScore(
            submission=submission,
            judge_profile_id=submission.judge_profile_id,
            language=language,
            scope=scope,
            **path._asdict(),
            mean=mean.value,
            images=mean.images,
            standard_error=mean.standard_error,
            not_applicable=answered.not_applicable if answered else None,
            missing=answered.missing if answered else None,
        )
