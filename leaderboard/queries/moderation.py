"""What public pages say about what operators did: why a model is on no board, and which pictures do not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from leaderboard.models import Board, Evidence, GeneratedImage, Generator, Submission, SupersededEvidence


@dataclass(frozen=True, slots=True)
class Notice:
    """Since when a submission or its model is on no board, and why; ``is_taken_down``: its files were deleted too."""

    since: datetime
    reason: str
    is_taken_down: bool = False
    is_model: bool = False


@dataclass(frozen=True, slots=True)
class ModeratedPictures:
    """A submission's pictures that operators have hidden, and those that count in no score; each with its prompt."""

    hidden: Sequence[GeneratedImage]
    excluded: Sequence[GeneratedImage]


def notice_of(submission: Submission) -> Notice | None:
    """Why a submission, its generator at hand, is on no board; None if operators did not do that."""
    if submission.taken_down_at is not None:
        return Notice(submission.taken_down_at, submission.taken_down_reason, is_taken_down=True)
    if submission.unlisted_at is not None:
        return Notice(submission.unlisted_at, submission.unlisted_reason)
    return notice_of_model(submission.generator)


def notice_of_model(generator: Generator) -> Notice | None:
    """The same of a whole model."""
    if generator.unlisted_at is None:
        return None
    return Notice(generator.unlisted_at, generator.unlisted_reason, is_model=True)


def newest_on_board(board: Board, generator_id: int) -> Submission | None:
    """The public submission that the board lists of a model, unless operators took it off."""
    of_board = _public(generator_id).filter(
        suite=board.suite_id, judge_profile=board.judge_profile_id, languages__contains=[board.language]
    )
    return of_board.first()


def newest_public(generator_id: int) -> Submission | None:
    """A model's newest public submission, for any board."""
    return _public(generator_id).first()


def _public(generator_id: int) -> QuerySet[Submission]:
    public = Submission.objects.filter(generator=generator_id, public_at__isnull=False)
    return public.select_related("generator").order_by("-public_at", "-id")


def moderated_pictures(submission_id: int, language: str = "") -> ModeratedPictures:
    """Of one language, or of all (""). The submission's suite should not be hidden: prompts are named."""
    moderated = Q(hidden_at__isnull=False) | Q(excluded_at__isnull=False)
    images = GeneratedImage.objects.filter(moderated, submission=submission_id).select_related("prompt").order_by("id")
    if language:
        images = images.filter(language=language)
    return ModeratedPictures(
        [image for image in images if image.hidden_at], [image for image in images if image.excluded_at]
    )


def evidence_version(submission: Submission, sha256: str) -> Evidence | SupersededEvidence | None:
    """The evidence file with this SHA-256, which some release names; None if it does not exist or may not be shown."""
    files: tuple[Evidence | SupersededEvidence | None, ...] = (
        Evidence.objects.filter(submission=submission, sha256=sha256).first(),
        SupersededEvidence.objects.filter(submission=submission, sha256=sha256, erased_at__isnull=True).first(),
    )
    shown = (file for file in files if file is not None and (file.hidden or not submission.suite.hidden))
    return next(shown, None)
