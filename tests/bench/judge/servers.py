"""How many judges one worker process keeps busy, and what a call costs it besides preparing the picture."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from PIL import Image

from leaderboard.domain.images.redraw import prepare_for_judge
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import Stack
from leaderboard.models import JudgeProfile
from tests.bench.judge.pictures import Drawings, demo_prompts
from tests.bench.judge.sampling import sampled
from tests.bench.judge.worker import JudgingWorker
from tests.bench.planned import judge_all
from tests.bench.report import Figure
from tests.factories import load_pixel_profile

JUDGES = 4
IN_FLIGHT = 64
REPLY_S = 8.0
THREADS = 96
"""Pictures at a time: 256 calls are 55 pictures, and the next ones are prepared meanwhile."""
SUBMISSIONS = 22
SIDE = 1024
GIVE_UP_S = 300
_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """All judges and the worker at one time: calls made, and seconds of CPU that the worker has used."""

    at: float
    in_flight: int
    calls: int
    cpu_s: float
    rss_mib: float


def measure(stack: Stack) -> list[Figure]:
    """Judge some submissions; only the middle of the run counts, with as many pictures before it as after."""
    print("measuring: servers …", flush=True)
    drawings = Drawings(demo_prompts(), SIDE)
    files = drawings.fresh_files()
    preparing_s, encoding_s = _preparing_s(files), _preparing_s([_as_jpeg(file) for file in files])
    pictures, profile, judges = drawings.fresh(), load_pixel_profile(), _start_judges(stack)
    worker = JudgingWorker(stack, profile, judges=judges, threads=THREADS, in_flight=IN_FLIGHT)
    judge_all(["warm-up"], pictures, profile, give_up_s=GIVE_UP_S)
    with sampled(lambda: _look(judges, worker), every_s=_EVERY_S) as samples:
        judge_all([f"servers {n}" for n in range(SUBMISSIONS)], pictures, profile, give_up_s=GIVE_UP_S)
    per_picture = _calls(profile, drawings) / len(pictures)
    return _figures(_middle(samples), preparing_s / per_picture, encoding_s / per_picture)


def _start_judges(stack: Stack) -> list[str]:
    ports = [free_port() for _ in range(JUDGES)]
    for number, port in enumerate(ports):
        arguments = ("--port", str(port), "--fixed", "--reply-seconds", str(REPLY_S))
        stack.programs.start(f"pixel-judge-{number}", "workers.standins.pixel_judge", *arguments)
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    stack.programs.wait_until(lambda: all(map(_is_up, urls)), "the judges", within_s=60)
    return urls


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health").is_success
    except httpx.TransportError:
        return False


def _calls(profile: JudgeProfile, drawings: Drawings) -> int:
    rubric = profile.frozen.protocol.rubric
    return sum(len(rubric.active_dimensions(prompt.target_facets)) for prompt in drawings.prompts)


def _as_jpeg(file: bytes) -> bytes:
    buffer = io.BytesIO()
    Image.open(io.BytesIO(file)).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def _preparing_s(files: Sequence[bytes]) -> float:
    """Seconds of CPU for preparing one picture for the judge."""
    started = time.process_time()
    for file in files:
        prepare_for_judge(file, max_side=SIDE)
    return (time.process_time() - started) / len(files)


def _look(judges: Sequence[str], worker: JudgingWorker) -> Sample:
    stats = [httpx.get(f"{url}/stats").json() for url in judges]
    in_flight, calls = (sum(of[what] for of in stats) for what in ("in_flight", "calls"))
    return Sample(time.perf_counter(), in_flight, calls, worker.cpu_s(), worker.rss_mib())


def _middle(samples: Sequence[Sample]) -> Sequence[Sample]:
    first, last = samples[0].calls, samples[-1].calls
    return [sample for sample in samples if 0.25 <= (sample.calls - first) / (last - first) <= 0.75]


def _figures(samples: Sequence[Sample], preparing_s: float, encoding_s: float) -> list[Figure]:
    """The figures; times of preparing, of PNG and of JPEG files, are per call."""
    first, last = samples[0], samples[-1]
    calls, seconds = last.calls - first.calls, last.at - first.at
    mean = sum(sample.in_flight for sample in samples) / len(samples)
    cpu_s = last.cpu_s - first.cpu_s
    return [
        Figure(
            f"calls in flight from one worker process, {JUDGES} judges with {IN_FLIGHT} places each",
            f"{mean:.0f}",
            f"{JUDGES * IN_FLIGHT}",
            f"mean of {len(samples)} samples in the middle of the run; {calls / seconds:.1f} calls/s × {REPLY_S:.0f} s "
            f"= {calls / seconds * REPLY_S:.0f}; the worker used {cpu_s / seconds:.2f} cores and up to "
            f"{max(sample.rss_mib for sample in samples):.0f} MiB; {SIDE}×{SIDE} px",
        ),
        Figure(
            "the worker's CPU time per call, without preparing the picture",
            f"{(cpu_s / calls - preparing_s) * 1000:.2f} ms",
            "< 1 ms",
            f"{cpu_s / calls * 1000:.2f} ms with it; preparing alone takes {preparing_s * 1000:.2f} ms a call: "
            f"these are plain PNGs; the same as JPEGs would take {encoding_s * 1000:.1f} ms",
        ),
    ]
