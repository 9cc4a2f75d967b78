"""Judging through the whole system (Celery, PostgreSQL, storage), compared with a plain loop at the same judge."""

from __future__ import annotations

import asyncio

from leaderboard.embedded.stack import Stack
from leaderboard.models import Prompt
from tests.bench.plain import judge_plainly
from tests.bench.planned import drawn, judge_all, png, store
from tests.bench.report import Figure
from tests.factories import load_pixel_profile

SUBMISSIONS = 16
IN_FLIGHT = 64
SIDE = 256
ROUNDS = 3
GIVE_UP_S = 120


def measure(stack: Stack) -> list[Figure]:
    """The median ratio; the two alternate, so that a drift of the machine's speed affects both."""
    profile = load_pixel_profile()
    prompts = Prompt.objects.filter(suite__key="demo").select_related("suite").order_by("position")
    pictures = [(prompt, store(png(drawn(prompt.texts["en"], SIDE)))) for prompt in prompts]
    count = SUBMISSIONS * len(pictures)
    ratios, details = [], []
    for round_number in range(ROUNDS):
        loop = judge_plainly(stack.judge_url, profile.frozen, pictures * SUBMISSIONS, in_flight=IN_FLIGHT)
        plain = count / asyncio.run(loop)
        names = [f"round {round_number}, {number}" for number in range(SUBMISSIONS)]
        system = count / judge_all(names, pictures, profile, give_up_s=GIVE_UP_S)
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
