"""Whether the judging worker's memory stays constant over many calls."""

from __future__ import annotations

from collections.abc import Sequence

from leaderboard.embedded.stack import Stack
from leaderboard.models import JudgeProfile, Prompt
from tests.bench.judge.pictures import Drawings, demo_prompts
from tests.bench.judge.worker import JudgingWorker
from tests.bench.planned import judge_all
from tests.bench.report import Figure
from tests.factories import load_pixel_profile

MARKS = (2_000, 5_000, 10_000, 15_000, 20_000)
"""Numbers of calls after which the memory is measured; by the first, all threads and connections exist."""
IN_FLIGHT = 64
THREADS = 40
SIDE = 256
BATCH = 8
"""Submissions at a time."""
GIVE_UP_S = 300


def measure(stack: Stack) -> list[Figure]:
    """The worker's memory after each number of calls."""
    print("measuring: memory …", flush=True)
    profile = load_pixel_profile()
    pictures = Drawings(demo_prompts(), SIDE).fresh()
    worker = JudgingWorker(stack, profile, judges=[stack.judge_url], threads=THREADS, in_flight=IN_FLIGHT)
    done, seen = 0, []
    for goal in MARKS:
        while done < goal:
            done += _judge_batch(pictures, profile, f"memory {done}")
        seen.append((done, worker.rss_mib()))
    (first, before), (last, after) = seen[0], seen[-1]
    return [
        Figure(
            f"the judging worker's memory from {first:,} calls to {last:,}",
            f"{after - before:+.0f} MiB",
            "flat",
            f"MiB resident: {', '.join(f'{mib:.0f} after {calls:,}' for calls, mib in seen)}; {SIDE}×{SIDE} px",
        )
    ]


def _judge_batch(pictures: Sequence[tuple[Prompt, str]], profile: JudgeProfile, name: str) -> int:
    """Judge some submissions; returns the number of calls."""
    judge_all([f"{name}, {number}" for number in range(BATCH)], pictures, profile, give_up_s=GIVE_UP_S)
    rubric = profile.frozen.protocol.rubric
    return BATCH * sum(len(rubric.active_dimensions(prompt.target_facets)) for prompt, _ in pictures)
