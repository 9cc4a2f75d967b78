"""Whether the judging worker's memory stays as it is, over many calls."""

from __future__ import annotations

from leaderboard.embedded.stack import Stack
from leaderboard.models import JudgeProfile, Prompt
from tests.bench.judge.pictures import Drawings, demo_prompts
from tests.bench.judge.worker import JudgingWorker
from tests.bench.planned import judge_all
from tests.bench.report import Figure
from tests.factories import load_pixel_profile

CALLS = 20_000
FIRST = 2_000
IN_FLIGHT = 64
THREADS = 40
SIDE = 256
BATCH = 8
"""Submissions at a time."""
GIVE_UP_S = 300


def measure(stack: Stack) -> list[Figure]:
    """The worker's memory after some calls, by when all its threads and connections are there, and at the end."""
    print("measuring: memory …", flush=True)
    profile = load_pixel_profile()
    pictures = Drawings(demo_prompts(), SIDE).fresh()
    worker = JudgingWorker(stack, judges=[stack.judge_url], threads=THREADS, in_flight=IN_FLIGHT)
    done = _judge(FIRST, pictures, profile, "before")
    before = worker.rss_mib()
    done += _judge(CALLS - done, pictures, profile, "after")
    after = worker.rss_mib()
    return [
        Figure(
            f"the judging worker's memory from its first {FIRST:,} calls to {done:,}",
            f"{after - before:+.0f} MiB",
            "flat",
            f"{before:.0f} and {after:.0f} MiB resident; {SIDE}×{SIDE} px",
        )
    ]


def _judge(calls: int, pictures: list[tuple[Prompt, str]], profile: JudgeProfile, name: str) -> int:
    """Judge at least so many calls; returns how many it were."""
    rubric = profile.frozen.protocol.rubric
    each = sum(len(rubric.active_dimensions(prompt.target_facets)) for prompt, _ in pictures)
    done = 0
    while done < calls:
        names = [f"{name} {done} {number}" for number in range(min(BATCH, -(-(calls - done) // each)))]
        judge_all(names, pictures, profile, give_up_s=GIVE_UP_S)
        done += len(names) * each
    return done
