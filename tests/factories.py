"""Rows for tests: real suites and profiles from ``prompts/``, made-up people, generators and results."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import factory
from django.conf import settings

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.stages import Stage
from leaderboard.domain.suite.suite import Suite
from leaderboard.models import (
    Board,
    GeneratedImage,
    Generator,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    Judgement,
    JudgeProfile,
    Kind,
    PromptSuite,
    Release,
    StoredImage,
    Submission,
    User,
    clock,
)
from leaderboard.pipeline.loading import folders, suites
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.pipeline.scoring import scoring
from leaderboard.pipeline.submission.submit import plan_images
from leaderboard.pipeline.submission.visibility import make_public
from leaderboard.pipeline.work import leases
from leaderboard.pipeline.work.transitions import TIME_ALLOWED


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person with the password "salon-secret-1"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"author{n}@example.org")
    password = factory.django.Password("salon-secret-1")


class GeneratorFactory(factory.django.DjangoModelFactory[Generator]):
    """A text-to-image model of some author."""

    class Meta:
        model = Generator

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Generator {n}")
    organisation = "Example Lab"
    licence = "Apache-2.0"
    open_weights = True


def load_demo_suite() -> PromptSuite:
    """The shipped 24-prompt suite, loaded."""
    return suites.load_suite(_demo_suite())[0]


@cache
def _demo_suite() -> Suite:
    return folders.read_suite(settings.SALON_PROMPTS / "demo-v1")


def load_pixel_profile() -> JudgeProfile:
    """The shipped pixel-baseline profile, loaded."""
    return suites.load_profile(_pixel_profile())[0]


@cache
def _pixel_profile() -> dict[str, str]:
    return folders.read_profile(settings.SALON_PROMPTS / "judges" / "pixel-baseline.toml")


def running_submission(
    *,
    generator: Generator | None = None,
    languages: Sequence[str] = ("en",),
    kind: Kind = Kind.BUNDLE,
    stage: Stage = Stage.GENERATION,
    **fields: Any,
) -> Submission:
    """A submission with its pictures planned; nothing is queued."""
    submission = Submission.objects.create(
        generator=generator or GeneratorFactory.create(),
        suite=load_demo_suite(),
        judge_profile=load_pixel_profile(),
        kind=kind,
        languages=list(languages),
        stage=stage,
        deadline_at=clock.read() + TIME_ALLOWED[stage],
        **fields,
    )
    plan_images(submission)
    return submission


def stored_image(seed: str) -> StoredImage:
    """A row for a picture (no bytes in the storage)."""
    return stored_images([seed])[0]


def stored_images(seeds: Sequence[str]) -> list[StoredImage]:
    """Rows for pictures (no bytes in the storage)."""
    shape = {"format": "PNG", "mode": "RGB", "width": 512, "height": 512, "byte_size": 1000}
    images = [StoredImage(sha256=hashlib.sha256(seed.encode()).hexdigest(), **shape) for seed in seeds]
    return StoredImage.objects.bulk_create(images, ignore_conflicts=True)


def judge_all(submission: Submission, verdict: Verdict = 1) -> None:
    """Store a picture for everything planned and give every facet of every call the same verdict."""
    rubric = submission.judge_profile.frozen.protocol.rubric
    verdicts = {d: {facet.path: verdict for facet in rubric.checklist(d)} for d in rubric.dimensions}
    images = list(submission.images.select_related("prompt").order_by("id"))
    for image, stored in zip(images, stored_images([f"{submission.pk}/{image.pk}" for image in images]), strict=True):
        image.status, image.stored = ImageStatus.STORED, stored
    GeneratedImage.objects.bulk_update(images, ["status", "stored"])
    judgings = JudgedImage.objects.bulk_create(
        JudgedImage(
            image=image,
            submission=submission,
            judge_profile=submission.judge_profile,
            dimensions=list(rubric.active_dimensions(image.prompt.target_facets)),
            status=JudgedImageStatus.JUDGED,
        )
        for image in images
    )
    Judgement.objects.bulk_create(
        judgement(judging, dimension, verdicts[dimension]) for judging in judgings for dimension in judging.dimensions
    )


def judgement(judging: JudgedImage, dimension: str, verdicts: dict[FacetPath, Verdict]) -> Judgement:
    """An unsaved judgement with the given verdicts."""
    return Judgement(
        judging=judging,
        dimension=dimension,
        status="ok",
        verdicts=[[path.sub_capability, path.facet, value] for path, value in verdicts.items()],
        reasoning="Looked at the picture.",
        content="{}",
        finish_reason="stop",
        attempt=1,
        profile_sha256=judging.judge_profile.sha256,
    )


def scored_submission(verdict: Verdict = 1, **fields: Any) -> Submission:
    """A submission that ran to its end, every facet with the same verdict."""
    submission = running_submission(**fields)
    judge_all(submission, verdict)
    Submission.objects.filter(pk=submission.pk).update(stage=Stage.SCORING)
    token = leases.claim(Submission.objects.filter(pk=submission.pk))
    assert token is not None
    assert scoring.score_submission(Submission.objects.get(pk=submission.pk), token)
    return Submission.objects.get(pk=submission.pk)


def publish(*submissions: Submission) -> Release:
    """Make submissions public and publish their first language's board; returns the newest release."""
    for submission in submissions:
        make_public(submission)
    board = Board.objects.get(
        suite=submissions[0].suite_id,
        judge_profile=submissions[0].judge_profile_id,
        language=submissions[0].languages[0],
    )
    publishing.publish_board(board.pk)
    return board.releases.order_by("-number")[0]
