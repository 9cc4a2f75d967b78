"""``make demo``: the whole site on this machine, used as its users would use it, then served until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time

from leaderboard.demo import visit
from leaderboard.demo.serving import end_as_by_ctrl_c, serve
from leaderboard.demo.terminal import StageBars, console, show_release, show_report
from leaderboard.demo.visitor import Account, VisitFault, Visitor
from leaderboard.domain.stages import Stage
from leaderboard.embedded import paths
from leaderboard.embedded.processes import ProcessFault
from leaderboard.embedded.stack import Stack, running_stack

ACCOUNT = Account("demo@example.org", "salon-demo-1")
# Each run of the demo submits again.
_ENVIRONMENT = {"QUOTA_SUBMISSIONS": "1000"}


def main() -> int:
    """Run the demo; the exit code is 0 if the boards were published."""
    end_as_by_ctrl_c()
    started = time.monotonic()
    try:
        port = int(os.environ.get("PORT") or "8000")
        console.print("Starting PostgreSQL, Redis, the site, its workers, the judge and the sample generator …")
        with running_stack(port=port, extra_environment=_ENVIRONMENT) as stack:
            _use(stack)
            console.print(f"\nDone in {time.monotonic() - started:.0f} s. The site: [bold]{stack.site_url}/[/bold]")
            console.print(f"Sign in as {ACCOUNT.email} with the password {ACCOUNT.password}")
            if os.environ.get("DEMO_EXIT") != "1":
                console.print(
                    f"To submit an endpoint yourself, use the sample generator: base URL {stack.generator_url}, "
                    "model sample-fine or sample-coarse, size 512x512, no key"
                )
                console.print("Ctrl-C stops everything.")
                serve(stack)
    except KeyboardInterrupt:
        console.print("Stopped; every process that was started has ended.")
    except (ProcessFault, VisitFault, ValueError) as fault:
        console.print(f"The demo failed: {fault}", style="red", markup=False)
        return 1
    return 0


def _use(stack: Stack) -> None:
    with Visitor(stack.site_url, ACCOUNT) as visitor, StageBars() as bars:
        visited = visit.submit_all(visitor, stack.generator_url, paths.home() / "demo")
        rejected = visit.follow(visitor, visited, bars.show)
        releases = visit.publish_all(visitor, visited)
        for stage in (Stage.RANKING, Stage.PUBLISHING):
            bars.set(stage, len(releases), len(releases))
    for release in releases:
        show_release(release)
    show_report(rejected)


if __name__ == "__main__":
    sys.exit(main())
