"""Becomes one of a site's programs. Container images, units of systemd and people start them with this.

Before it does, it compares the program's settings and services with the site's (leaderboard/checks).

python -m leaderboard.programs web --host 0.0.0.0
python -m leaderboard.programs worker judging
python -m leaderboard.programs beat
python -m leaderboard.programs manage prepare_database
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from leaderboard.programs import web_server, workers


def command(arguments: Sequence[str]) -> list[str]:
    """The command line that the arguments ask for, beginning with this Python, with its checks before it.

    Raises:
        SystemExit: when they are wrong; the usage has been printed.
    """
    asked, options = _parser().parse_known_args(arguments)
    match asked.program:
        case "web":
            if options:
                _parser().error(f"unknown options: {' '.join(options)}")
            return _checked(["web"], web_server.MODULE, *web_server.arguments(asked.port, asked.host))
        case "worker":
            return _checked(["worker", asked.queue], workers.MODULE, *workers.worker(asked.queue, *options))
        case "beat":
            return _checked(["beat"], workers.MODULE, *workers.beat(*options))
        case _:
            return [sys.executable, "manage.py", *asked.words, *options]


def _checked(program: list[str], module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "leaderboard.checks", *program, "--", sys.executable, "-m", module, *arguments]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m leaderboard.programs", description="Becomes a program of the site."
    )
    programs = parser.add_subparsers(dest="program", required=True)
    web = programs.add_parser("web", help="the web server")
    web.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    web.add_argument("--port", type=int, default=8000, help="the port (default: %(default)s)")
    worker = programs.add_parser("worker", help="a worker of one queue; further options are Celery's")
    worker.add_argument("queue", choices=list(workers.THREADS))
    programs.add_parser("beat", help="beat, once for the whole site; further options are Celery's")
    manage = programs.add_parser("manage", help="a command of manage.py", add_help=False)
    manage.add_argument("words", nargs=argparse.REMAINDER)
    return parser


if __name__ == "__main__":
    line = command(sys.argv[1:])
    os.execv(line[0], line)  # noqa: S606  # the program takes this process's place, so that signals reach it
