"""``manage.py judge check|serve PROFILE``: start a judge as its profile says, and compare a running one with it."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leaderboard.domain.judge_check import CheckItem
from leaderboard.domain.judge_profile import JudgeProfile
from leaderboard.models.suites import profile_from_files
from leaderboard.pipeline import prompt_folders
from workers.clients.judge import JudgeClient
from workers.clients.judge_probe import probe

_UP_WITHIN_S, _LOOK_EVERY_S = 1800, 2  # loading 55 GB of weights takes minutes
_IN_FLIGHT = 256


class Command(BaseCommand):
    """Needs neither the database nor Redis, so it runs on a GPU node by itself."""

    help = "Check a running judge against its profile, or start one as the profile says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="compare a running judge with its profile")
        check.add_argument("profile", help="the profile's key, such as q-judger")
        check.add_argument("--url", default="", help="the judge's address (default: the first of JUDGE_URL)")
        serve = actions.add_parser("serve", help="start vLLM with the profile's flags, wait, check, and stay")
        serve.add_argument("profile", help="the profile's key, such as q-judger")
        serve.add_argument("--port", type=int, default=8000)
        serve.add_argument("--host", default="127.0.0.1")
        serve.add_argument("--dry-run", action="store_true", help="print the command and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one of the two.

        Raises:
            CommandError: when there is no such profile, or the judge does not match it.
        """
        profile = _profile(options["profile"])
        if options["action"] == "check":
            self._check(profile, options["url"] or next(iter(settings.SALON_JUDGE_URLS), ""))
        else:
            self._serve(profile, options)

    def _check(self, profile: JudgeProfile, url: str) -> None:
        if not url:
            raise CommandError("where is the judge? Name it with --url http://host:port or JUDGE_URL")
        items = asyncio.run(_probe(profile, url))
        for item in items:
            self.stdout.write(item.line())
        failed = sum(not item.ok for item in items)
        if failed:
            raise CommandError(f"{failed} of {len(items)} items differ from the profile {profile.key}")

    def _serve(self, profile: JudgeProfile, options: dict[str, Any]) -> None:
        command = serve_command(profile, options["host"], options["port"])
        self.stdout.write(shlex.join(command))
        if options["dry_run"]:
            return
        url = f"http://{options['host']}:{options['port']}"
        try:
            engine = subprocess.Popen(command, env=_environment())  # noqa: S603  # the profile's own flags
        except FileNotFoundError as error:
            raise CommandError(
                "vllm is not installed here; on the GPU node: pip install 'vllm==…' as the profile says"
            ) from error
        try:
            _wait_until_healthy(engine, url)
            self._check(profile, url)
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
    """Ours, in which the engine installed beside this Python is found first."""
    beside = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join([beside, os.environ.get("PATH", "")])}


def _profile(key: str) -> JudgeProfile:
    found = prompt_folders.read_all()
    if found.faults:
        raise CommandError("\n".join(found.faults))
    profiles = {profile.key: profile for profile in map(profile_from_files, found.profiles)}
    if key not in profiles:
        raise CommandError("\n".join([f"no profile {key!r}; there are {', '.join(sorted(profiles))}", *found.waiting]))
    return profiles[key]


async def _probe(profile: JudgeProfile, url: str) -> list[CheckItem]:
    texts = [text for suite in prompt_folders.read_all().suites for p in suite.prompts for text in p.texts.values()]
    key = settings.SALON_JUDGE_API_KEY or None
    async with JudgeClient(
        url, api_key=key, timeout_s=settings.SALON_JUDGE_TIMEOUT_S, max_in_flight=_IN_FLIGHT
    ) as judge:
        return await probe(judge, profile, max(texts, key=lambda text: len(text.encode())))


def _wait_until_healthy(engine: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _UP_WITHIN_S
    while not asyncio.run(_healthy(url)):
        if engine.poll() is not None:
            raise CommandError(f"the engine ended with code {engine.returncode} before it was up; see its output above")
        if time.monotonic() > deadline:
            raise CommandError(f"the engine was not up within {_UP_WITHIN_S / 60:.0f} minutes")
        time.sleep(_LOOK_EVERY_S)


async def _healthy(url: str) -> bool:
    async with JudgeClient(url) as judge:
        return await judge.healthy()
