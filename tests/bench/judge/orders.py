"""The best order of a picture's calls: what the engine has to compute for each order, and how fast it is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.judge.engine import restart
from tests.bench.judge.in_order import IN_FLIGHT, ORDERS, Asked, Order, judge_in_order, prepared
from tests.bench.judge.pictures import Drawings, demo_prompts
from tests.bench.report import Figure
from tests.vllm.serving import Engine

SIDE = 1024
SMALL_CACHE = ("--num-gpu-blocks-override", "90")
"""Blocks for little more than the calls in flight, as on a GPU whose memory the judge fills."""
_COUNTERS = ("prefix_cache_queries", "prefix_cache_hits", "mm_cache_queries", "mm_cache_hits")


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an order: tokens per picture, calls per second while the engine is full, and the caches' counters."""

    sent: float
    computed: float
    rate: float
    counters: dict[str, int]

    def line(self) -> str:
        """The cost in words."""
        count = self.counters
        return (
            f"{self.computed:,.0f} of {self.sent:,.0f} tokens computed a picture, {self.rate:.2f} calls/s, "
            f"prefix cache {count['prefix_cache_hits']:,} of {count['prefix_cache_queries']:,} tokens, "
            f"picture cache {count['mm_cache_hits']} of {count['mm_cache_queries']}"
        )


def measure(engine: Engine) -> list[Figure]:
    """Every order with the engine's full cache and with a small one, and for a single picture."""
    print("measuring: orders …", flush=True)
    drawings = Drawings(demo_prompts(), SIDE)
    _costs(engine, drawings, alone=True)  # an engine is slow at what it does for the first time
    figures = [_figure("one picture alone", _costs(engine, drawings, alone=True))]
    figures.append(_figure(f"{IN_FLIGHT} calls in flight", _costs(engine, drawings)))
    restart(engine, *SMALL_CACHE)
    figures.append(_figure(f"{IN_FLIGHT} calls in flight, cache of their size", _costs(engine, drawings)))
    return figures


def _costs(engine: Engine, drawings: Drawings, *, alone: bool = False) -> dict[str, Cost]:
    return {name: _cost(engine, order, _fresh(engine, drawings, alone=alone)) for name, order in ORDERS.items()}


def _fresh(engine: Engine, drawings: Drawings, *, alone: bool) -> list[Asked]:
    files = list(zip(drawings.prompts, drawings.fresh_files(), strict=True))
    return [prepared(engine.profile, prompt, file) for prompt, file in (files[:1] if alone else files)]


def _cost(engine: Engine, order: Order, pictures: Sequence[Asked]) -> Cost:
    before = _counters(engine)
    replies, rate = asyncio.run(judge_in_order(engine.url, engine.profile, order, pictures))
    counters = {name: count - before[name] for name, count in _counters(engine).items()}
    sent = sum(reply.prompt_tokens or 0 for reply in replies)
    computed = sent - sum(reply.cached_tokens or 0 for reply in replies)
    return Cost(sent / len(pictures), computed / len(pictures), rate, counters)


def _counters(engine: Engine) -> dict[str, int]:
    return {name: int(engine.metric(f"vllm:{name}_total")) for name in _COUNTERS}


def _figure(what: str, costs: dict[str, Cost]) -> Figure:
    most = max(cost.sent for cost in costs.values())
    return Figure(
        f"order of a picture's calls, {what}: share of the prompt tokens that is computed",
        "; ".join(f"{name} {cost.computed / most:.2f}" for name, cost in costs.items()),
        "–",
        "; ".join(f"{name}: {cost.line()}" for name, cost in costs.items()),
    )
