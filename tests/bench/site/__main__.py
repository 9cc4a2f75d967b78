"""``make bench-site``: measures a site filled with sample data, and writes its part of docs/benchmarks.md."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from leaderboard.demo.showcase.__main__ import seed
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import running_stack
from tests.bench.report import machine, table, write_part

MODELS = 500


def main() -> int:
    """Measure and write."""
    with tempfile.TemporaryDirectory(prefix="salon-bench-") as home:
        os.environ["SALON_HOME"] = str(Path(home) / "salon")
        with running_stack(port=free_port(), site_only=True) as stack:
            seed(stack, MODELS)
            os.environ.update(stack.programs.environment)
            # Django's settings are read from the environment that the stack has just made.
            import django

            django.setup()
            from leaderboard.models import Board
            from tests.bench.site import going_live, large_board, load, visit

            board = Board.objects.filter(judge_profile__key="sample-data", language="en").get()
            figures = []
            for bench in (load, visit, going_live, large_board):
                print(f"measuring: {bench.__name__.rsplit('.', 1)[-1]} …", flush=True)
                figures.extend(bench.measure(stack, board))
    text = f"{machine()}\n\n{table(figures)}"
    print(text)
    write_part("site", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
