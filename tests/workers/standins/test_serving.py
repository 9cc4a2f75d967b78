"""The stand-ins as processes of their own: they say where they listen, and end when told to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

pytestmark = pytest.mark.processes

MODULES = ("workers.standins.pixel_judge", "workers.standins.sample_generator")


@contextmanager
def running(module: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", module, "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("listening on http://127.0.0.1:"), line
            yield process, line.split()[-1]
        finally:
            process.kill()


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_end(module: str, end: signal.Signals) -> None:
    with running(module) as (process, url):
        assert httpx.get(f"{url}/v1/models").json()["data"]
        told = time.monotonic()
        process.send_signal(end)
        assert process.wait(10) == 0
        assert time.monotonic() - told < 3
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_slow_call_does_not_keep_the_server_from_ending() -> None:
    with running(MODULES[1]) as (process, url):
        wish = {"prompt": "A boat.", "size": "64x64", "misbehave": "slow", "seconds": 60}
        call = f"import httpx; httpx.post({url + '/v1/images/generations'!r}, json={wish!r}, timeout=60)"
        with subprocess.Popen([sys.executable, "-c", call], stderr=subprocess.DEVNULL) as client:
            seen = 0
            while not seen:
                seen = httpx.get(f"{url}/stats").json()["in_flight"]
            process.terminate()
            assert process.wait(5) == 0
            assert client.wait(5) != 0
