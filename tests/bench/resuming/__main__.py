"""Submits 240 pictures with ``salon submit folder`` to a real site, through a proxy that cuts the connections."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from leaderboard.client import Salon, calls
from leaderboard.client.models import Prompt
from leaderboard.demo.visitor import Account, Visitor, wait_for
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import running_stack
from tests.bench.report import Figure, show
from tests.bench.resuming.proxy import cutting_proxy
from tests.homes import empty_home

SUITE = "core/1"
PICTURES = 240
SIDE = 415  # px: 517 KB, because noise cannot be compressed
GENERATOR = "Bench"
CUTS = (30, 62, 93)  # MB from the client


def main() -> None:
    """Measure in a fresh home, and print."""
    with empty_home() as home, tempfile.TemporaryDirectory() as folder:
        os.environ["SALON_HOME"] = str(home)
        port = free_port()
        environment = {"QUOTA_SUBMISSIONS": "1000"}
        with running_stack(port=port, extra_environment=environment) as stack:
            with Visitor(stack.site_url, Account("bench@example.org", "salon-bench-1")) as visitor:
                visitor.generator({"name": GENERATOR, "organisation": "Bench", "licence": "MIT"})
                token = visitor.api_token
            with Salon(stack.site_url, token) as salon:
                prompts = list(salon.items(calls.list_prompts(SUITE)))[:PICTURES]
                show(_measure(salon, Path(folder), prompts, port, token))


def _measure(salon: Salon, folder: Path, prompts: list[Prompt], port: int, token: str) -> list[Figure]:
    content = sum(_write(folder, prompt, number) for number, prompt in enumerate(prompts))
    faulty = [folder / f"{prompt.key}.en.png" for prompt in prompts[::80]]
    for path in faulty:
        path.write_bytes(path.read_bytes()[:-1000])
    content -= 1000 * len(faulty)
    with cutting_proxy(port, [megabytes * 10**6 for megabytes in CUTS]) as proxy:
        begun = time.monotonic()
        first = _submit(folder, proxy.port, token)
        took, sent, cuts = time.monotonic() - begun, proxy.sent, proxy.cuts
    wait_for(lambda: salon.call(calls.show_submission(first)).outcome != "running", "the check", within_s=300)
    outcome = salon.call(calls.show_submission(first)).outcome
    for number, path in zip(range(0, PICTURES, 80), faulty, strict=True):
        _write(folder, next(prompt for prompt in prompts if path.name.startswith(f"{prompt.key}.")), number)
    with cutting_proxy(port) as proxy:
        second = _submit(folder, proxy.port, token)
        corrected = proxy.sent
    wait_for(lambda: salon.call(calls.show_submission(second)).stage != "submission", "the check", within_s=300)
    return [
        Figure(
            f"bytes sent more than once, {len(prompts)} pictures with {cuts} dropped connections",
            f"{(sent - content) / 10**6:.2f} MB",
            "only pictures in flight (12)",
            f"{content / 10**6:.1f} MB of pictures, {sent / 10**6:.2f} MB sent, with all headers and the announcement; "
            f"{took:.0f} s",
        ),
        Figure(
            f"bytes sent to correct {len(faulty)} pictures of a submission that was {outcome}",
            f"{corrected / 10**6:.2f} MB",
            f"{sum(path.stat().st_size for path in faulty) / 10**6:.2f} MB of pictures",
            f"the announcement of {len(prompts)} pictures is part of it",
        ),
    ]


def _write(folder: Path, prompt: Prompt, number: int) -> int:
    """Write a picture of noise; returns its bytes."""
    path = folder / f"{prompt.key}.en.png"
    noise = random.Random(number).randbytes(3 * SIDE * SIDE)
    Image.frombytes("RGB", (SIDE, SIDE), noise).save(path, compress_level=0)
    return path.stat().st_size


def _submit(folder: Path, port: int, token: str) -> int:
    about = ("--generator", GENERATOR, "--suite", SUITE, "--lang", "en", "--no-check")
    done = subprocess.run(
        [sys.executable, "-m", "leaderboard.client", "submit", "folder", str(folder), *about],
        env={**os.environ, "SALON_URL": f"http://127.0.0.1:{port}", "SALON_TOKEN": token},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return int(done.stdout)


if __name__ == "__main__":
    main()
