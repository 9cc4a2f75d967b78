"""The time from submitting an endpoint to the first call that it gets."""

from __future__ import annotations

import time

import httpx

from leaderboard.demo.visit import SUITE
from leaderboard.demo.visitor import Account, Visitor
from leaderboard.embedded.stack import Stack
from tests.bench.report import Figure

ROUNDS = 5


def measure(stack: Stack) -> list[Figure]:
    """The median over several submissions through the API, each made after the previous one has ended."""
    with Visitor(stack.site_url, Account("bench@example.org", "salon-bench-1")) as visitor:
        generator = visitor.generator({"name": "Bench", "organisation": "Bench", "licence": "MIT"})
        delays = sorted(_first_call_after(stack, visitor, generator) for _ in range(ROUNDS))
    return [
        Figure(
            "from submitting to the first call at the endpoint",
            f"{delays[len(delays) // 2]:.2f} s",
            "< 1 s",
            ", ".join(f"{delay:.2f}" for delay in delays),
        )
    ]


def _first_call_after(stack: Stack, visitor: Visitor, generator: int) -> float:
    endpoint = stack.generator_url.removesuffix("/v1")
    httpx.post(f"{endpoint}/stats/reset").raise_for_status()
    submitted_at = time.time()
    submission = visitor.submit_endpoint(
        generator=generator,
        suite=SUITE,
        languages=["en"],
        base_url=stack.generator_url,
        model="sample-plain",
        size="256x256",
    )
    while visitor.submission(submission["id"])["outcome"] == "running":
        time.sleep(0.5)
    return float(httpx.get(f"{endpoint}/stats").json()["first_call_at"]) - submitted_at
