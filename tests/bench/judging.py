"""Judging through the whole system (Celery, PostgreSQL, storage) over a plain asyncio loop against the same judge."""

from __future__ import annotations

import asyncio
import io
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from PIL import Image

from leaderboard.domain.images import inspect_image, prepare_for_judge
from leaderboard.domain.judge_profile import JudgeProfile
from leaderboard.domain.messages import chat_request_body, judge_messages
from leaderboard.domain.stages import Stage
from leaderboard.embedded.stack import Stack
from leaderboard.models import GeneratedImage, ImageStatus, JudgedImage, JudgedImageStatus, Kind, Prompt, Submission
from leaderboard.pipeline.generation import store_bytes
from leaderboard.pipeline.judging import plan_judging
from tests.bench.report import Figure
from tests.factories import GeneratorFactory, load_pixel_profile
from workers.clients.judge import JudgeClient
from workers.standins.pictures import draw_picture

SUBMISSIONS = 16
IN_FLIGHT = 64
SIDE = 256
ROUNDS = 3
GIVE_UP_S = 120


def measure(stack: Stack) -> list[Figure]:
    """Alternate the two, so that a drift of the machine's speed meets both; report the median ratio."""
    prompts = list(Prompt.objects.filter(suite__key="demo").order_by("position"))
    profile = load_pixel_profile().frozen
    shas = [_store(prompt) for prompt in prompts]
    ratios, details = [], []
    for round_number in range(ROUNDS):
        plain = asyncio.run(_plain(stack, profile, prompts, shas))
        system = _system(prompts, shas, f"round {round_number}")
        ratios.append(system / plain)
        details.append(f"{system:.1f} / {plain:.1f}")
    ratios.sort()
    return [
        Figure(
            f"images judged per second, system over plain loop, {IN_FLIGHT} calls in flight",
            f"{ratios[len(ratios) // 2]:.2f}",
            "≥ 0.9",
            f"images/s: {', '.join(details)}; {SIDE}×{SIDE} px",
        )
    ]


def _store(prompt: Prompt) -> str:
    buffer = io.BytesIO()
    picture: Image.Image = draw_picture(prompt.texts["en"], width=SIDE, height=SIDE, quality=0.9)
    picture.save(buffer, "PNG")
    return store_bytes(inspect_image(buffer.getvalue()), buffer.getvalue()).pk


async def _plain(stack: Stack, profile: JudgeProfile, prompts: list[Prompt], shas: list[str]) -> float:
    """Images per second of a loop that only reads, prepares and calls."""
    client = JudgeClient(stack.judge_url, max_in_flight=IN_FLIGHT)
    pictures = asyncio.Semaphore(IN_FLIGHT // 2)

    async def judge(prompt: Prompt, sha: str) -> None:
        async with pictures:
            data = (Path(settings.MEDIA_ROOT) / f"images/{sha[:2]}/{sha}").read_bytes()
            image = prepare_for_judge(data, max_side=profile.image.max_side)
            dimensions = profile.protocol.rubric.active_dimensions(prompt.target_facets)
            await asyncio.gather(
                *(
                    client.chat(
                        chat_request_body(
                            profile,
                            judge_messages(profile, prompt.texts["en"], dimension),
                            image.png_base64,
                            model=profile.model_id,
                        )
                    )
                    for dimension in dimensions
                )
            )

    started = time.perf_counter()
    work = [judge(prompt, sha) for _ in range(SUBMISSIONS) for prompt, sha in zip(prompts, shas, strict=True)]
    await asyncio.gather(*work)
    elapsed = time.perf_counter() - started
    await client.close()
    return len(work) / elapsed


def _system(prompts: list[Prompt], shas: list[str], name: str) -> float:
    """Images per second from the moment the work is offered until the last judgement is recorded."""
    # One transaction, because the sweeper would move a judging submission on that owes nothing yet.
    with transaction.atomic():
        submissions = [_planned(prompts, shas, f"{name}, {number}") for number in range(SUBMISSIONS)]
        for submission in submissions:
            plan_judging(submission.images.select_related("prompt"), submission)
        started = time.perf_counter()
    owed = JudgedImage.objects.filter(submission__in=submissions, status=JudgedImageStatus.PLANNED)
    while owed.exists():
        if time.perf_counter() - started > GIVE_UP_S:
            raise RuntimeError(f"{owed.count()} pictures were still not judged after {GIVE_UP_S} s")
        time.sleep(0.05)
    count = len(submissions) * len(prompts)
    return count / (time.perf_counter() - started)


def _planned(prompts: list[Prompt], shas: list[str], name: str) -> Submission:
    """A submission whose pictures are all stored and not judged yet."""
    profile = load_pixel_profile()
    submission = Submission.objects.create(
        generator=GeneratorFactory.create(name=name),
        suite=prompts[0].suite,
        judge_profile=profile,
        kind=Kind.BUNDLE,
        languages=["en"],
        stage=Stage.JUDGING,
        deadline_at=timezone.now() + timedelta(hours=1),
    )
    GeneratedImage.objects.bulk_create(
        GeneratedImage(submission=submission, prompt=prompt, language="en", status=ImageStatus.STORED, stored_id=sha)
        for prompt, sha in zip(prompts, shas, strict=True)
    )
    return submission
