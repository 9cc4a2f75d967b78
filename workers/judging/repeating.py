"""Judging a fixed set of pictures again: to measure a profile's noise, and as the canary of a judge."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.images.redraw import JudgeImage
from leaderboard.domain.judging.messages import Priority
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.profile import ImagePreparation, JudgeProfile
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.scoring.repeatability import Round
from leaderboard.pipeline.judging.repeatability import FixedPicture
from workers.clients.judge.asking import Away, Question, ask
from workers.clients.judge.client import JudgeClient
from workers.process.decoding import prepare_stored

_FURTHER_TRIES, _PAUSE_S = 2, 3.0


class RoundBroken(Exception):
    """A call of the round got no reply, so the rounds cannot be compared; the message says why."""


@dataclass(frozen=True, slots=True)
class JudgedRound:
    """The verdicts of every picture, the number of calls, and how many of them gave no verdicts."""

    verdicts: Round
    calls: int
    missing: int


def prepare_pictures(pictures: Sequence[FixedPicture], preparation: ImagePreparation) -> list[JudgeImage]:
    """Read the pictures from the storage and prepare them for the judge."""
    return [prepare_stored(picture.path, preparation) for picture in pictures]


async def judge_round(
    judge: JudgeClient,
    profile: JudgeProfile,
    pictures: Sequence[FixedPicture],
    images: Sequence[JudgeImage],
    *,
    at_once: int,
    priority: Priority,
) -> JudgedRound:
    """Judge every picture once, ``at_once`` pictures at a time, with as many calls in flight as the client allows.

    Raises:
        RoundBroken: when the judge goes away before the end.
    """
    places = asyncio.Semaphore(at_once)

    async def judge_one(picture: FixedPicture, image: JudgeImage) -> list[JudgeOutcome | Away]:
        question = Question(profile, picture.text, image, priority)
        async with places:  # a call's body has up to 2 MB, so they are not all built at once
            for _ in range(_FURTHER_TRIES):
                outcomes = await ask(judge, question, picture.dimensions)
                if not any(isinstance(outcome, Away) for outcome in outcomes):
                    return outcomes
                await asyncio.sleep(_PAUSE_S)
            return await ask(judge, question, picture.dimensions)

    outcomes = await asyncio.gather(*map(judge_one, pictures, images))
    verdicts = [_verdicts(of_picture) for of_picture in outcomes]
    listed = [outcome for of_picture in outcomes for outcome in of_picture]
    missing = sum(not outcome.parsed.verdicts for outcome in listed if isinstance(outcome, JudgeOutcome))
    return JudgedRound(verdicts, len(listed), missing)


def _verdicts(outcomes: Sequence[JudgeOutcome | Away]) -> dict[FacetPath, Verdict]:
    verdicts: dict[FacetPath, Verdict] = {}
    for outcome in outcomes:
        if isinstance(outcome, Away):
            raise RoundBroken(outcome.reason)
        verdicts |= outcome.parsed.verdicts
    return verdicts
