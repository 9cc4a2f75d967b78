"""Submissions whose pictures are stored and wait for the judge, created without a web server or an endpoint."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from PIL import Image

from leaderboard.demo.drawing.pictures import draw_picture
from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.stages import Stage
from leaderboard.models import (
    GeneratedImage,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    JudgeProfile,
    Kind,
    Prompt,
    Submission,
)
from leaderboard.pipeline.generation.pictures import store_bytes
from leaderboard.pipeline.judging.judging import plan_judging
from tests.factories import GeneratorFactory


def drawn(text: str, side: int) -> Image.Image:
    """A picture for a prompt, of ``side`` × ``side`` px."""
    return draw_picture(text, width=side, height=side, quality=0.9)


def png(picture: Image.Image) -> bytes:
    """A picture's file."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def store(file: bytes) -> str:
    """Store a picture; returns its SHA-256."""
    return store_bytes(inspect_image(file), file).pk


def judge_all(
    names: Sequence[str], pictures: Sequence[tuple[Prompt, str]], profile: JudgeProfile, *, give_up_s: float
) -> float:
    """Seconds from offering a submission of these pictures for each name until all judgements are recorded.

    Args:
        pictures: prompts, each with the SHA-256 of a stored picture.

    Raises:
        RuntimeError: when that takes longer than ``give_up_s``.
    """
    # One transaction, because the sweeper moves on a submission in judging that owes no call.
    with transaction.atomic():
        submissions = [_planned(name, pictures, profile) for name in names]
        for submission in submissions:
            plan_judging(submission.images.select_related("prompt"), submission)
        started = time.perf_counter()
    owed = JudgedImage.objects.filter(submission__in=submissions, status=JudgedImageStatus.PLANNED)
    while owed.exists():
        if time.perf_counter() - started > give_up_s:
            reasons = ", ".join(owed.exclude(waiting_for="").values_list("waiting_for", flat=True).distinct())
            raise RuntimeError(f"{owed.count()} pictures were still not judged after {give_up_s} s: {reasons}")
        time.sleep(0.05)  # workers do not announce that they are done, so the rows are polled
    return time.perf_counter() - started


def _planned(name: str, pictures: Sequence[tuple[Prompt, str]], profile: JudgeProfile) -> Submission:
    submission = Submission.objects.create(
        generator=GeneratorFactory.create(name=name),
        suite=pictures[0][0].suite,
        judge_profile=profile,
        kind=Kind.BUNDLE,
        languages=["en"],
        stage=Stage.JUDGING,
        deadline_at=timezone.now() + timedelta(hours=1),
    )
    GeneratedImage.objects.bulk_create(
        GeneratedImage(submission=submission, prompt=prompt, language="en", status=ImageStatus.STORED, stored_id=sha)
        for prompt, sha in pictures
    )
    return submission
