"""Judging a fixed set of pictures once more: for a profile's noise, and for the canary."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.images.redraw import JudgeImage
from leaderboard.domain.judging.messages import Priority
from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.scoring.repeatability import Round
from leaderboard.pipeline.judging.repeatability import FixedPicture
from workers.clients.judge.client import JudgeClient
from workers.judging.asking import Away, Question, ask
from workers.process.decoding import prepare_stored

_FURTHER_TRIES, _PAUSE_S = 2, 3.0


class RoundBroken(Exception):
    """A call of the round gave nothing, so that the rounds cannot be compared; the message says why."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One round: the verdicts of every picture, and how many of the calls gave none."""

    verdicts: Round
    calls: int
    missing: int


def prepare_pictures(pictures: Sequence[FixedPicture], max_side: int) -> list[JudgeImage]:
    """The pictures as the judge gets them, read from the storage."""
    return [prepare_stored(picture.path, max_side) for picture in pictures]


async def judge_round(
    judge: JudgeClient,
    profile: JudgeProfile,
    pictures: Sequence[FixedPicture],
    images: Sequence[JudgeImage],
    *,
    at_once: int,
    priority: Priority,
) -> Judged:
    """Judge every picture once, ``at_once`` pictures at a time and as many calls as the client allows.

    Raises:
        RoundBroken: when the judge went away in the middle.
    """
    places = asyncio.Semaphore(at_once)

    async def judge_one(picture: FixedPicture, image: JudgeImage) -> list[JudgeOutcome | Away]:
        question = Question(profile, picture.text, image, priority)
        async with places:  # a call's body is up to 2 MB, so not all of them are made at once
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
    return Judged(verdicts, len(listed), missing)


def _verdicts(outcomes: Sequence[JudgeOutcome | Away]) -> dict[FacetPath, Verdict]:
    verdicts: dict[FacetPath, Verdict] = {}
    for outcome in outcomes:
        if isinstance(outcome, Away):
            raise RoundBroken(outcome.reason)
        verdicts |= outcome.parsed.verdicts
    return verdicts
