"""``make showcase``: the site without workers and judge, filled with sample data and served until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from leaderboard.demo.serving import end_as_by_ctrl_c, serve
from leaderboard.demo.terminal import console
from leaderboard.embedded import paths
from leaderboard.embedded.processes import ProcessFault, stop_tree
from leaderboard.embedded.stack import Stack, running_stack


def main() -> int:
    """Run the showcase; the exit code is 0 if the site was filled."""
    end_as_by_ctrl_c()
    try:
        port = int(os.environ.get("PORT") or "8000")
        models = int(os.environ.get("SHOWCASE_MODELS") or "500")
        console.print("Starting PostgreSQL, Redis and the site …")
        with running_stack(port=port, site_only=True) as stack:
            console.print(f"The site: [bold]{stack.site_url}/[/bold] (it is being filled with SAMPLE DATA)")
            seed(stack, models)
            console.print("Ctrl-C stops everything.")
            serve(stack)
    except KeyboardInterrupt:
        console.print("Stopped; every process that was started has ended.")
    except (ProcessFault, ValueError) as fault:
        console.print(f"The showcase failed: {fault}", style="red", markup=False)
        return 1
    return 0


def seed(stack: Stack, models: int) -> None:
    """Run manage.py seed_showcase against the running services; its output goes to the terminal.

    Raises:
        ProcessFault: when it fails; its output says why.
    """
    command = [sys.executable, "manage.py", "seed_showcase", "--models", str(models)]
    environment = {**os.environ, **stack.programs.environment}
    # A session of its own: Ctrl-C reaches only this process, which stops it before its database.
    process = subprocess.Popen(command, cwd=paths.CHECKOUT, env=environment, start_new_session=True)
    try:
        code = process.wait()
    except BaseException:
        stop_tree(process, how=signal.SIGINT)
        raise
    if code:
        raise ProcessFault(f"manage.py seed_showcase ended with code {code}")


if __name__ == "__main__":
    sys.exit(main())
