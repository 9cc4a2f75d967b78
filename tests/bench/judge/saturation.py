"""Calls per second of the whole system, compared with a plain asyncio loop, on a fully used real engine."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from leaderboard.embedded.stack import Stack
from leaderboard.models import JudgeProfile
from tests.bench.judge import gauges
from tests.bench.judge.engine import PLACES, load_tiny_profile
from tests.bench.judge.pictures import Drawings, demo_prompts
from tests.bench.judge.sampling import sampled
from tests.bench.judge.worker import JudgingWorker
from tests.bench.plain import judge_plainly
from tests.bench.planned import judge_all
from tests.bench.report import Figure
from tests.vllm.serving import Engine

SIDE = 1024
ROUNDS = 3
IN_FLIGHT = 80
"""More than the engine's places, so that a call is waiting whenever one ends."""
THREADS = 40
GIVE_UP_S = 400


@dataclass(frozen=True, slots=True)
class Run:
    """What one side did."""

    seconds: float
    calls: int
    prompt_tokens: int
    samples: Sequence[gauges.Sample]

    @property
    def rate(self) -> float:
        """Calls per second from offering the pictures to the end of the last one."""
        return self.calls / self.seconds


class _Sides:
    """The system and the plain loop, with the same engine."""

    def __init__(self, stack: Stack, engine: Engine, profile: JudgeProfile) -> None:
        self._engine, self._profile = engine, profile
        self._drawings = Drawings(demo_prompts(), SIDE)
        JudgingWorker(stack, profile, judges=[engine.url], threads=THREADS, in_flight=IN_FLIGHT)

    def warm_up(self) -> None:
        """Wait until the worker has compared the engine with the profile and the engine has done everything once."""
        judge_all(["warm-up"], self._drawings.fresh()[:8], self._profile, give_up_s=GIVE_UP_S)

    def system(self, name: str) -> Run:
        pictures = self._drawings.fresh()
        return self._run(lambda: judge_all([name], pictures, self._profile, give_up_s=GIVE_UP_S))

    def plain(self) -> Run:
        pictures = self._drawings.fresh()
        url, profile = self._engine.url, self._profile.frozen
        return self._run(lambda: asyncio.run(judge_plainly(url, profile, pictures, in_flight=IN_FLIGHT, rescue=True)))

    def _run(self, judge: Callable[[], float]) -> Run:
        before = self._counters()
        with sampled(lambda: gauges.look(self._engine), every_s=gauges.EVERY_S) as samples:
            seconds = judge()
        calls, tokens = (int(after - was) for after, was in zip(self._counters(), before, strict=True))
        return Run(seconds, calls, tokens, samples)

    def _counters(self) -> tuple[float, float]:
        metric = self._engine.metric
        return metric("vllm:request_success_total"), metric("vllm:prompt_tokens_total")


def measure(stack: Stack, engine: Engine) -> list[Figure]:
    """The median ratio, and how full the engine was; the two alternate, each with fresh pictures."""
    print("measuring: saturation …", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        profile = load_tiny_profile(Path(folder))
    sides = _Sides(stack, engine, profile)
    sides.warm_up()
    rounds = []
    for number in range(ROUNDS):
        # They take turns in going first, because the engine may become slower or faster.
        if number % 2:
            system, plain = sides.system(f"round {number}"), sides.plain()
        else:
            plain, system = sides.plain(), sides.system(f"round {number}")
        if (plain.calls, plain.prompt_tokens) != (system.calls, system.prompt_tokens):
            raise RuntimeError(f"the plain loop and the system did not make the same calls: {plain} and {system}")
        rounds.append((system, plain))
    return [_ratio(rounds), _gauges([system for system, _ in rounds])]


def _ratio(rounds: Sequence[tuple[Run, Run]]) -> Figure:
    system, _ = rounds[0]
    whole = [(system.rate, plain.rate) for system, plain in rounds]
    full = [tuple(gauges.rate(gauges.while_full(side.samples)) for side in sides) for sides in rounds]
    return Figure(
        f"calls per second, system over plain loop, real engine, {IN_FLIGHT} calls in flight",
        f"{median(of_system / of_plain for of_system, of_plain in whole):.2f}",
        "≥ 0.95",
        f"calls/s: {_pairs(whole)}; while the engine was full {_pairs(full)}; a round: {system.calls} calls, half of "
        f"them rescue calls, of {system.prompt_tokens / system.calls:,.0f} prompt tokens on average for "
        f"{len(demo_prompts())} pictures of {SIDE}×{SIDE} px",
    )


def _pairs(rates: Sequence[tuple[float, ...]]) -> str:
    return ", ".join(" / ".join(f"{rate:.2f}" for rate in pair) for pair in rates)


def _gauges(runs: Sequence[Run]) -> Figure:
    samples = [sample for run in runs for sample in run.samples]
    between = [sample for run in runs for sample in gauges.while_full(run.samples)]
    last = runs[-1].samples
    most = max(sample.waiting for sample in last)
    running = gauges.bars([sample.running for sample in last], PLACES)
    waiting = gauges.bars([sample.waiting for sample in last], most)
    return Figure(
        f"share of samples with the engine full ({PLACES} calls running or some waiting), the system's runs",
        f"{gauges.full_share(between):.0%}",
        "–",
        f"from a run's first full sample to its last; {gauges.full_share(samples):.0%} of all {len(samples)}, one "
        f"every {gauges.EVERY_S} s; last run: running (of {PLACES}) {running}, waiting (of {most}) {waiting}",
    )
