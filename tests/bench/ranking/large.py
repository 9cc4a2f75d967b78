"""What a large board costs, measured in a process of its own: seconds and peak memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

import numpy as np

from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.domain.statistics.ranks import rank_intervals
from tests.bench.report import Figure

MODELS, PROMPTS, COLUMNS, RESAMPLES = 1000, 1000, 6, 2000
SEED = 2026


def measure() -> list[Figure]:
    """Of one run; imports and drawing the board are in the memory and not in the time."""
    done = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True, check=True)
    seconds, busy, gib = json.loads(done.stdout)
    what = f"{MODELS} models × {PROMPTS} prompts × {COLUMNS} columns, {RESAMPLES} resamples"
    return [
        Figure(f"rank intervals of {what}", f"{seconds:.1f} s", "< 10 s", f"{busy:.1f} s of the processor"),
        Figure("peak memory of that process", f"{gib:.2f} GiB", "< 2 GiB", ""),
    ]


def main() -> None:
    """Measure in this process and print [seconds, seconds of the processor, GiB]."""
    scores = _scores()
    started, busy = time.perf_counter(), time.process_time()
    rank_intervals(scores, SEED, resamples=RESAMPLES)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    print(json.dumps([seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20]))


def _scores() -> FloatArray:
    """Half prompts, half models' own, in families of five, some models more erratic than others."""
    rng = np.random.default_rng(SEED)
    scores = rng.normal(55, 4.5, (MODELS, 1, 1)) + rng.normal(0, 12, (PROMPTS, COLUMNS))
    scores = scores + np.repeat(rng.normal(0, 8, (MODELS // 5, PROMPTS, COLUMNS)), 5, axis=0)
    scores += rng.normal(0, 9, scores.shape) * rng.uniform(0.7, 1.4, (MODELS, 1, 1))
    scores[rng.random(scores.shape) < 0.005] = np.nan
    return scores.clip(0, 100)


if __name__ == "__main__":
    main()
