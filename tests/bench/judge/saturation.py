"""Calls per second of the whole system over a plain asyncio loop, against the real engine with all places full."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from leaderboard.embedded.stack import Stack
from leaderboard.models import JudgeProfile
from tests.bench.judge import gauges
from tests.bench.judge.engine import PLACES, PROFILE, load_tiny_profile
from tests.bench.judge.gauges import Sample
from tests.bench.judge.pictures import Drawings, demo_prompts
from tests.bench.judge.worker import JudgingWorker
from tests.bench.plain import judge_plainly
from tests.bench.planned import judge_all
from tests.bench.report import Figure
from tests.vllm.serving import Engine

SIDE = 1024
ROUNDS = 3
IN_FLIGHT = 80
"""More than the engine's places, so that the next call is there when one ends."""
THREADS = 40
GIVE_UP_S = 400


@dataclass(frozen=True, slots=True)
class Run:
    """What one side did."""

    seconds: float
    calls: int
    prompt_tokens: int
    samples: list[Sample]

    @property
    def rate(self) -> float:
        return self.calls / self.seconds


class _Sides:
    """The system and the plain loop, before the same engine."""

    def __init__(self, stack: Stack, engine: Engine, profile: JudgeProfile) -> None:
        self._engine, self._profile = engine, profile
        self._drawings = Drawings(demo_prompts(), SIDE)
        settings = {"JUDGE_PROFILE": PROFILE}
        JudgingWorker(stack, judges=[engine.url], threads=THREADS, in_flight=IN_FLIGHT, settings=settings)

    def warm_up(self) -> None:
        """Until the worker has compared the engine with the profile, and each side has judged some pictures."""
        pictures = self._drawings.fresh()[:4]
        judge_all(["warm-up"], pictures, self._profile, give_up_s=100)
        asyncio.run(judge_plainly(self._engine.url, self._profile.frozen, pictures, in_flight=IN_FLIGHT, rescue=True))

    def system(self, name: str) -> Run:
        pictures = self._drawings.fresh()
        return self._run(lambda: judge_all([name], pictures, self._profile, give_up_s=GIVE_UP_S))

    def plain(self) -> Run:
        pictures = self._drawings.fresh()
        url, profile = self._engine.url, self._profile.frozen
        return self._run(lambda: asyncio.run(judge_plainly(url, profile, pictures, in_flight=IN_FLIGHT, rescue=True)))

    def _run(self, judge: Callable[[], float]) -> Run:
        before = self._counters()
        with gauges.watched(self._engine) as samples:
            seconds = judge()
        calls, tokens = (int(after - was) for after, was in zip(self._counters(), before, strict=True))
        return Run(seconds, calls, tokens, samples)

    def _counters(self) -> tuple[float, float]:
        metric = self._engine.metric
        return metric("vllm:request_success_total"), metric("vllm:prompt_tokens_total")


def measure(stack: Stack, engine: Engine) -> list[Figure]:
    """Alternate the two, each with fresh pictures; report the median ratio, and how full the engine was."""
    print("measuring: saturation …", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        profile = load_tiny_profile(Path(folder))
    sides = _Sides(stack, engine, profile)
    sides.warm_up()
    rounds = []
    for number in range(ROUNDS):
        plain, system = sides.plain(), sides.system(f"round {number}")
        if (plain.calls, plain.prompt_tokens) != (system.calls, system.prompt_tokens):
            raise RuntimeError(f"the plain loop and the system did not make the same calls: {plain} and {system}")
        rounds.append((system, plain))
    return [_ratio(rounds), *_gauges([system for system, _ in rounds])]


def _ratio(rounds: list[tuple[Run, Run]]) -> Figure:
    ratios = sorted(system.rate / plain.rate for system, plain in rounds)
    told = ", ".join(f"{system.rate:.2f} / {plain.rate:.2f}" for system, plain in rounds)
    system = rounds[0][0]
    return Figure(
        f"calls per second, system over plain loop, real engine, {IN_FLIGHT} calls in flight",
        f"{ratios[len(ratios) // 2]:.2f}",
        "≥ 0.95",
        f"calls/s: {told}; {system.calls} calls of {system.prompt_tokens / system.calls:,.0f} prompt tokens on average "
        f"for {len(demo_prompts())} pictures of {SIDE}×{SIDE} px a round, half of them rescue calls",
    )


def _gauges(runs: list[Run]) -> list[Figure]:
    samples = [sample for run in runs for sample in run.samples]
    between = [sample for run in runs for sample in gauges.while_full(run.samples)]
    last = runs[-1].samples
    most = max(sample.waiting for sample in last)
    running = gauges.bars([sample.running for sample in last], PLACES)
    waiting = gauges.bars([sample.waiting for sample in last], most)
    return [
        Figure(
            f"engine full in the system's runs ({PLACES} running or some waiting), share of samples",
            f"{gauges.full_share(samples):.0%}",
            "–",
            f"{gauges.full_share(between):.0%} from a run's first full sample to its last; {len(samples)} samples, one "
            f"every {gauges.EVERY_S} s; last run: running (of {PLACES}) {running}, waiting (of {most}) {waiting}",
        )
    ]
