"""Submissions in every stage, the steps that workers take, and moving times into the past instead of waiting."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F, Model

from leaderboard.domain.images.check import ImageFacts
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.verdicts import JudgementStatus, ParsedReply
from leaderboard.domain.stages import Stage
from leaderboard.models import (
    EndpointRun,
    GeneratedImage,
    Generator,
    JudgedImage,
    JudgeProfile,
    Kind,
    Outcome,
    Prompt,
    StoredImage,
    Submission,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.generation import pictures as generation
from leaderboard.pipeline.generation.pictures import FailedCall
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.judging.judging import JudgeClaim
from leaderboard.pipeline.scoring import scoring
from leaderboard.pipeline.submission.submit import EndpointSpec, origin_of, submit_bundle
from leaderboard.pipeline.work import leases
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile, running_submission, stored_image
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.submission.zips import make_zip

URL = "https://images.example.org/v1"
SECRET = "sk-test-0123456789"
SPEC = EndpointSpec(base_url=URL, model="painter", api_key=SECRET, size="512x512", extra={})

_numbers = itertools.count()


def new_generator(**fields: Any) -> Generator:
    return GeneratorFactory.create(**fields)


def endpoint_submission(
    *, base_url: str = URL, pictures: int | None = None, sealed_key: bytes = b"sealed", **fields: Any
) -> Submission:
    """A submission whose pictures come from an endpoint; ``pictures`` limits how many are planned."""
    submission = running_submission(kind=Kind.ENDPOINT, **fields)
    EndpointRun.objects.create(
        submission=submission, base_url=base_url, origin=origin_of(base_url), model="painter", sealed_key=sealed_key
    )
    if pictures is not None:
        planned = list(submission.images.order_by("id").values_list("pk", flat=True)[:pictures])
        submission.images.exclude(pk__in=planned).delete()
    return submission


def demo_pictures(languages: Sequence[str] = ("en",)) -> dict[str, bytes]:
    """The files of a valid bundle for the demo suite, every picture a different one."""
    prompt_keys = Prompt.objects.filter(suite=load_demo_suite()).order_by("position").values_list("key", flat=True)
    names = [f"{prompt_key}.{language}.png" for language in languages for prompt_key in prompt_keys]
    return {name: png(number) for number, name in enumerate(names)}


def upload_bundle(
    files: dict[str, bytes],
    *,
    generator: Generator | None = None,
    languages: Sequence[str] = ("en",),
    practice: bool = False,
    pictures_per_prompt: int = 1,
) -> Submission:
    """A bundle submitted as the form does it."""
    suite = load_demo_suite()
    load_pixel_profile()
    upload = SimpleUploadedFile("my bundle.zip", make_zip(files), "application/zip")
    return submit_bundle(
        generator or new_generator(),
        suite,
        languages,
        upload,
        practice=practice,
        pictures_per_prompt=pictures_per_prompt,
    )


def judging_submission(*, pictures: int = 2, **fields: Any) -> Submission:
    """A submission with stored pictures whose judging is planned."""
    submission = endpoint_submission(pictures=pictures, **fields)
    for image in submission.images.select_related("prompt"):
        stored = stored_image(f"{image.pk}")
        GeneratedImage.objects.filter(pk=image.pk).update(status="stored", stored=stored)
    Submission.objects.filter(pk=submission.pk).update(stage=Stage.JUDGING)
    judging.plan_judging(submission.images.select_related("prompt"), submission)
    return reloaded(submission)


def generate(image: GeneratedImage) -> bool:
    """Claim a planned picture and record one, as a worker does."""
    claim = generation.claim_image(image.pk)
    assert claim is not None
    return generation.record_image(*claim, new_stored_image())


def new_stored_image() -> StoredImage:
    return stored_image(f"picture {next(_numbers)}")


def give_picture(image: GeneratedImage, data: bytes) -> StoredImage:
    """Store real bytes as the picture of a row; returns the row of the bytes."""
    sha256 = hashlib.sha256(data).hexdigest()
    facts = ImageFacts(sha256=sha256, format="PNG", mode="RGB", width=256, height=256, byte_size=len(data))
    stored = generation.store_bytes(facts, data)
    image.stored = stored
    image.save(update_fields=["stored"])
    return stored


def new_facts(data: bytes) -> ImageFacts:
    """The facts of a picture that is not stored yet."""
    sha256 = f"{next(_numbers):064x}"
    return ImageFacts(sha256=sha256, format="PNG", mode="RGB", width=256, height=256, byte_size=len(data))


def fail_call(image: GeneratedImage, cause: str = "503 from the endpoint", **failure: Any) -> None:
    """End any pause of the endpoint, claim a planned picture and record a failed call.

    Pictures that failed before are not due meanwhile, or one of them would come first.
    """
    image.submission.images.exclude(cause="").update(due_at=Now() + timedelta(minutes=1))
    make_due(image)
    EndpointRun.objects.filter(submission=image.submission_id).update(paused_until=None)
    claim = generation.claim_image(image.pk)
    assert claim is not None
    generation.record_failure(*claim, FailedCall(cause, **{"retry": True, "fatal": False, **failure}))


def judge(row: JudgedImage) -> bool:
    """Claim a planned judging and record verdicts for every call."""
    claim = judging.claim_judging(row.pk)
    assert claim is not None
    return record_all(claim)


def record_all(claim: JudgeClaim) -> bool:
    outcomes = [passing(claim, dimension) for dimension in claim.dimensions]
    return judging.record_judgements(claim, outcomes, distorted=False, waiting_for="", retry_in_s=0)


def passing(claim: JudgeClaim, dimension: str) -> JudgeOutcome:
    rubric = JudgeProfile.objects.get(pk=claim.profile_id).frozen.protocol.rubric
    verdicts = {facet.path: 1 for facet in rubric.checklist(dimension)}
    parsed = ParsedReply(JudgementStatus.OK, dict(verdicts), "")
    return JudgeOutcome(dimension, None, parsed, prompt_neutralised=False)


def reloaded(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def make_due(row: Model) -> None:
    """Make a row due now."""
    type(row)._default_manager.filter(pk=row.pk).update(due_at=Now())


def pass_time(row: Model, seconds: float) -> None:
    """Move every time of a row into the past, as if so many seconds had passed."""
    shift = timedelta(seconds=seconds)
    names = [
        *("due_at", "queued_at", "lease_expires_at", "deadline_at", "created_at"),
        *("paused_until", "debited_at", "stored_at", "publish_requested_at", "failed_at"),
    ]
    fields = {field.name for field in row._meta.concrete_fields}
    changes = {name: F(name) - shift for name in names if name in fields}
    type(row)._default_manager.filter(pk=row.pk).update(**changes)


def scored_again(submission: Submission) -> Submission:
    """Score a submission that has all its judgements, once more if it was scored before."""
    Submission.objects.filter(pk=submission.pk).update(
        stage=Stage.SCORING, outcome=Outcome.RUNNING, ended_at=None, deadline_at=Now() + timedelta(hours=1)
    )
    token = leases.claim(Submission.objects.filter(pk=submission.pk))
    assert token is not None
    assert scoring.score_submission(Submission.objects.get(pk=submission.pk), token)
    return Submission.objects.get(pk=submission.pk)
