"""``manage.py judge serve``: start the engine with the profile's flags, wait for it, check it, and stay."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import CommandError

from leaderboard.domain.judging.profile import JudgeProfile
from workers.management.judge_actions.check import check
from workers.management.judge_actions.common import client

_UP_WITHIN_S, _LOOK_EVERY_S = 1800, 2  # loading 55 GB of weights takes minutes


def serve(profile: JudgeProfile, host: str, port: int, say: Callable[[str], object], *, dry_run: bool) -> None:
    """Run the engine until it ends or is stopped.

    Raises:
        CommandError: when it cannot be started, does not get ready, or differs from the profile.
    """
    command = serve_command(profile, host, port)
    say(shlex.join(command))
    if dry_run:
        return
    url = f"http://{host}:{port}"
    try:
        engine = subprocess.Popen(command, env=_environment())  # noqa: S603  # the profile's own flags
    except FileNotFoundError as error:
        raise CommandError(
            f"vllm is not installed here; on the GPU node: pip install 'vllm=={profile.engine.version}'"
        ) from error
    try:
        _wait_until_healthy(engine, url)
        check(profile, url, say)
        engine.wait()
    finally:
        engine.terminate()
        engine.wait()


def serve_command(profile: JudgeProfile, host: str, port: int) -> list[str]:
    """The command that serves the profile's model with exactly the profile's flags."""
    if profile.engine.name != "vllm":
        raise CommandError(f"the profile {profile.key} is served by {profile.engine.name}, not by vllm")
    model = profile.model
    return [
        *("vllm", "serve", model.id, "--revision", model.revision, "--served-model-name", model.id),
        *("--host", host, "--port", str(port)),
        *profile.engine.flags,
    ]


def _environment() -> dict[str, str]:
    """Our environment, with the folder of this Python first in PATH: an engine installed there is found."""
    beside = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join([beside, os.environ.get("PATH", "")])}


def _wait_until_healthy(engine: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _UP_WITHIN_S
    while not asyncio.run(_healthy(url)):
        if engine.poll() is not None:
            raise CommandError(f"the engine ended with code {engine.returncode} before it was up; see its output above")
        if time.monotonic() > deadline:
            raise CommandError(f"the engine was not up within {_UP_WITHIN_S / 60:.0f} minutes")
        time.sleep(_LOOK_EVERY_S)  # the engine does not announce that it is ready, so it is polled


async def _healthy(url: str) -> bool:
    async with client(url, 1) as judge:
        return await judge.healthy()
