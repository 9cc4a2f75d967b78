"""Runs a program's checks, and then starts the program.

python -m leaderboard.checks worker judging -- python -m celery …

Each fault is one line on standard error. If the program must not start, the exit code is 78 (something here must be
changed) or 69 (something else is not available yet; start it again).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

# A machine that starts ten programs at once on two cores was too slow for 4 s, and starting them again kept it slow.
WITHIN_S = 20.0
# As in leaderboard/settings/database.py, which cannot be imported if a setting is wrong.
_ROLE = "SALON_ROLE"
_CHECK = "check"
_STOP, _AGAIN = os.EX_CONFIG, os.EX_UNAVAILABLE


def main(arguments: Sequence[str]) -> int:
    """Run the checks, print the faults, and continue if the program may start; otherwise return the exit code."""
    split = list(arguments).index("--")
    words, line = list(arguments)[:split], list(arguments)[split + 1 :]
    code = _checked(*words)
    sys.stderr.flush()
    if not code:
        os.execv(line[0], line)  # noqa: S606  # the program takes this process's place, so that signals reach it
    return code


def _checked(program: str, queue: str = "") -> int:
    role = os.environ.get(_ROLE)
    os.environ[_ROLE] = _CHECK
    try:
        return _faults_said(program, queue)
    except ImproperlyConfigured as error:
        _say(program, queue, " ".join(str(error).split()))
        return _STOP
    finally:
        os.environ.pop(_ROLE)
        if role is not None:
            os.environ[_ROLE] = role


def _faults_said(program: str, queue: str) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")
    django.setup()
    from leaderboard.checks.catalogue import Then, checks_of
    from leaderboard.checks.running import faults

    checks = checks_of(program, queue)
    code = 0
    for name, words in faults(checks, within_s=WITHIN_S).items():
        if not words:
            continue
        then = checks[name].then.get(program, Then.SAY)
        _say(program, queue, words if then is Then.SAY else f"not started: {words}")
        if code != _STOP and then is not Then.SAY:
            code = _STOP if then is Then.STOP else _AGAIN
    return code


def _say(program: str, queue: str, words: str) -> None:
    sys.stderr.write(f"salon {' '.join(filter(None, [program, queue]))}: {words}\n")


if __name__ == "__main__":
    # Threads of hanging checks must not keep the process alive.
    exit_code = main(sys.argv[1:])
    os._exit(exit_code)
