"""``manage.py judge repeatability``: how much a profile's verdicts and scores vary on unchanged pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.management.base import CommandError

from leaderboard.domain.images.redraw import JudgeImage
from leaderboard.domain.judging.messages import Priority
from leaderboard.domain.judging.profile import JudgeProfile as FrozenProfile
from leaderboard.models import JudgeProfile, Repeatability
from leaderboard.pipeline.judging import repeatability
from leaderboard.pipeline.judging.repeatability import FixedPicture, Measured
from workers.clients.judge.probe import probe
from workers.judging.judges import server_name
from workers.judging.repeating import JudgedRound, RoundBroken, judge_round, prepare_pictures
from workers.management.judge_actions.common import client

Say = Callable[[str], object]
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: ``rounds`` with one call at a time, and as many with ``in_flight`` calls at a time.

    ``canary_pictures`` of the ``pictures`` become the canary.
    ``new_pictures``: do not reuse those of the last measurement.
    """

    pictures: int
    rounds: int
    in_flight: int
    canary_pictures: int
    new_pictures: bool


def measure(frozen: FrozenProfile, url: str, plan: Plan, say: Say) -> Repeatability:
    """Judge fixed pictures repeatedly, store how the verdicts vary, and print the main figures.

    Raises:
        CommandError: when the profile is not loaded, too few pictures are stored, or the judge does not match.
    """
    profile = JudgeProfile.objects.filter(sha256=frozen.sha256).first()
    if profile is None:
        raise CommandError(f"the profile {frozen.key} v{frozen.version} is not loaded; run manage.py load_suites")
    pictures = _pictures(profile, plan)
    images = prepare_pictures(pictures, frozen.image)
    try:
        measured = asyncio.run(_measure(frozen, url, pictures, images, plan, say))
    except RoundBroken as broken:
        raise CommandError(f"the judge went away, nothing was stored: {broken}") from broken
    canary_pictures = min(plan.canary_pictures, len(pictures))
    stored = repeatability.record(profile, pictures, measured, canary_pictures=canary_pictures)
    for line in _lines(stored):
        say(line)
    return stored


def _pictures(profile: JudgeProfile, plan: Plan) -> list[FixedPicture]:
    """Those of the last measurement, so that the two can be compared, or others if the plan asks for new ones."""
    before = None if plan.new_pictures else repeatability.newest(profile)
    pictures = (
        repeatability.measured_pictures(before) if before else repeatability.choose_pictures(profile, plan.pictures)
    )
    if len(pictures) < _FEWEST:
        raise CommandError(
            f"{len(pictures)} pictures are stored; at least {_FEWEST} of different prompts are needed: "
            "let a submission be generated first"
        )
    return pictures


async def _measure(
    profile: FrozenProfile,
    url: str,
    pictures: Sequence[FixedPicture],
    images: Sequence[JudgeImage],
    plan: Plan,
    say: Say,
) -> Measured:
    async def rounds(in_flight: int) -> list[JudgedRound]:
        done = []
        async with client(url, in_flight) as judge:
            for number in range(1, plan.rounds + 1):
                judged = await judge_round(judge, profile, pictures, images, at_once=in_flight, priority=Priority.BULK)
                say(f"round {number} of {plan.rounds}, {in_flight} in flight: {judged.calls} calls")
                done.append(judged)
        return done

    async with client(url, 1) as judge:
        items = await probe(judge, profile, pictures[0].text, under_load=False)
    if wrong := [item.line() for item in items if not item.ok]:
        raise CommandError("\n".join(["the judge does not match the profile:", *wrong]))
    alone, together = await rounds(1), await rounds(plan.in_flight)
    return Measured(
        server=server_name(url),
        in_flight=plan.in_flight,
        alone=[judged.verdicts for judged in alone],
        together=[judged.verdicts for judged in together],
        calls=sum(judged.calls for judged in [*alone, *together]),
        missing=sum(judged.missing for judged in [*alone, *together]),
    )


def _lines(stored: Repeatability) -> list[str]:
    kinds = {
        "alone": "one call at a time",
        "together": f"{stored.in_flight} in flight",
        "across": f"one at a time compared with {stored.in_flight} in flight",
    }
    lines = [f"{len(stored.pictures)} pictures, {stored.calls} calls, {stored.missing} of them without verdicts"]
    for kind, words in kinds.items():
        report = stored.report[kind]
        flipped = sum(row[3] for row in report["facets"])
        compared = sum(row[4] for row in report["facets"])
        picture, whole = next((row[1:] for row in report["levels"] if not row[0]), (0.0, 0.0))
        lines.append(
            f"{words}: {flipped} of {compared} verdicts flipped; a picture's overall moves by {picture:.2f} points, "
            f"the set's mean by {whole:.3f}"
        )
    return lines
