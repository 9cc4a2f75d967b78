"""``make bench``: the figures of docs/benchmarks.md, each a ratio within one run on this machine."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import running_stack
from tests.bench.report import Figure, show

_ENVIRONMENT = {"QUOTA_SUBMISSIONS": "100000", "JUDGE_IN_FLIGHT": "64"}


def main() -> int:
    """Start a separate site, measure, and print."""
    with tempfile.TemporaryDirectory(prefix="salon-bench-") as home:
        os.environ["SALON_HOME"] = str(Path(home) / "salon")
        arguments = ["--fixed", "--reply-seconds", "0.2"]
        with running_stack(port=free_port(), extra_environment=_ENVIRONMENT, judge_arguments=arguments) as stack:
            os.environ.update(stack.programs.environment)
            # Django reads its settings from the environment, which the stack has just set.
            import django

            django.setup()
            from tests.bench import bundle_intake, first_call, judging

            figures: list[Figure] = []
            for bench in (judging, bundle_intake, first_call):
                print(f"measuring: {bench.__name__.rsplit('.', 1)[-1]} …", flush=True)
                figures.extend(bench.measure(stack))
    show(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
