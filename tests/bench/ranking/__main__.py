"""``make bench-ranking``: the figures of docs/benchmarks.md on ranks, in about three minutes."""

from __future__ import annotations

from tests.bench.ranking import coverage, large
from tests.bench.report import show

if __name__ == "__main__":
    show([*large.measure(), *coverage.measure()])
