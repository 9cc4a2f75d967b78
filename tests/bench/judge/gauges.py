"""The engine's gauges over time: how many calls run, and how many wait."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from tests.bench.judge.engine import PLACES
from tests.vllm.serving import Engine

EVERY_S = 0.5
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Sample:
    """The gauges at the time ``at`` (time.perf_counter()). ``answered`` counts calls since the engine's start."""

    at: float
    running: int
    waiting: int
    answered: int

    @property
    def full(self) -> bool:
        """Whether all places are taken, or calls wait for memory or compute time."""
        return self.running >= PLACES or self.waiting > 0


def look(engine: Engine) -> Sample:
    """The present gauges."""
    lines = httpx.get(f"{engine.url}/metrics").text.splitlines()

    def total(name: str) -> int:
        return int(sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"vllm:{name}{{")))

    waiting = total("num_requests_waiting")
    return Sample(time.perf_counter(), total("num_requests_running"), waiting, total("request_success_total"))


def full_share(samples: Sequence[Sample]) -> float:
    """The share of samples in which the engine is full."""
    return sum(sample.full for sample in samples) / len(samples)


def while_full(samples: Sequence[Sample]) -> Sequence[Sample]:
    """The samples from the first to the last full one, without the beginning and the end of the work."""
    full = [place for place, sample in enumerate(samples) if sample.full]
    return samples[full[0] : full[-1] + 1] if full else []


def rate(samples: Sequence[Sample]) -> float:
    """Calls answered per second between the first and the last sample."""
    return (samples[-1].answered - samples[0].answered) / (samples[-1].at - samples[0].at)


def bars(numbers: Sequence[int], most: int, width: int = 60) -> str:
    """Numbers from 0 to ``most`` as at most ``width`` bars, each the mean of its neighbours."""
    size = -(-len(numbers) // width) or 1
    groups = [numbers[start : start + size] for start in range(0, len(numbers), size)]
    means = [sum(group) / len(group) for group in groups]
    return "".join(_BARS[min(int(mean / max(most, 1) * len(_BARS)), len(_BARS) - 1)] for mean in means)
