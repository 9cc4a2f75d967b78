"""``make bench-judge``: the figures of docs/benchmarks.md, section "The judge".

    python -m tests.bench.judge [saturation] [orders] [servers] [memory]

Without names, all four are measured in this order.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import Stack, running_stack
from tests.bench.report import Figure, show

PARTS = ("saturation", "orders", "servers", "memory")
_ENVIRONMENT = {"QUOTA_SUBMISSIONS": "100000", "JUDGING_WINDOW": "1000"}


def main(names: Sequence[str]) -> int:
    """Start a separate site, measure, and print."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="salon-bench-") as home:
        os.environ["SALON_HOME"] = str(Path(home) / "salon")
        with running_stack(port=free_port(), extra_environment=_ENVIRONMENT, judge_arguments=["--fixed"]) as stack:
            os.environ.update(stack.programs.environment)
            # Django reads its settings from the environment, which the stack has just set.
            import django

            django.setup()
            # Its workers would draw the pages' copies of the pictures on the cores that are measured.
            stack.programs.stop(stack.workers["intake"])
            figures = _measured(stack, Path(home), [part for part in PARTS if part in names or not names])
    show(figures)
    return 0


def _measured(stack: Stack, folder: Path, parts: Sequence[str]) -> list[Figure]:
    from tests.bench.judge import memory, servers
    from tests.bench.judge.engine import judging_engine

    figures = []
    if "saturation" in parts or "orders" in parts:
        from tests.bench.judge import orders, saturation

        with judging_engine(folder / "engine") as engine:
            if "saturation" in parts:
                figures += saturation.measure(stack, engine)
            if "orders" in parts:
                figures += orders.measure(engine)
    if "servers" in parts:
        figures += servers.measure(stack)
    if "memory" in parts:
        figures += memory.measure(stack)
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
