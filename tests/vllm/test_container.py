"""The judge's image does what docker/judge.Dockerfile says, with the engine for CPUs in place of the image's own.

The image itself needs a GPU. Its command line is run here as it stands, with a volume that holds a tiny model in place
of the weights.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from leaderboard.domain.judging.profile import JudgeProfile, parse_profile
from leaderboard.embedded.paths import CHECKOUT
from leaderboard.embedded.processes import free_port
from tests.leaderboard.domain import shipped
from tests.vllm.serving import ENGINE_ENVIRONMENT, ENGINE_PYTHON, HERE, UP_WITHIN_S

DOCKERFILE = (CHECKOUT / "docker" / "judge.Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
KEY = "a-key-of-this-test-and-of-no-value"
# What "vllm" is in the image. The package for CPUs has no such command, and the weights are not there.
VLLM = """\
#!/bin/sh
shift
exec {python} -m vllm.entrypoints.openai.api_server --model "$@" --load-format dummy --enforce-eager --dtype bfloat16
"""


def instruction(name: str) -> list[str]:
    """The words of an instruction of the Dockerfile; a later one counts."""
    words: list[str] = json.loads(re.findall(rf"^{name}.*?(\[.+\])$", DOCKERFILE, re.MULTILINE)[-1])
    return words


def environment() -> dict[str, str]:
    (line,) = re.findall(r"^ENV (.+)$", DOCKERFILE, re.MULTILINE)
    return dict(re.findall(r"(\w+)=(\S+)", line))


def here(words: list[str], port: int) -> list[str]:
    """The same command on this machine."""
    pythons = {"/opt/salon/bin/python": sys.executable, "python3": sys.executable}
    return [pythons.get(word, word).replace(":8000", f":{port}") for word in words]


@dataclass(frozen=True)
class Container:
    """The process that the image would start."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def is_well(self) -> bool:
        """What the image's health check says."""
        return subprocess.run(here(instruction("HEALTHCHECK"), self.port), capture_output=True).returncode == 0  # noqa: PLW1510  # its failure is an answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=30)

    def wait_until_said(self, words: str) -> None:
        deadline = time.monotonic() + UP_WITHIN_S
        while words not in self.said():
            assert self.process.poll() is None, self.said()[-3000:]
            assert time.monotonic() < deadline, self.said()[-3000:]
            time.sleep(0.5)


def volume(folder: Path, profile: JudgeProfile) -> None:
    """A cache of the hub in which the model's weights are already."""
    model = folder / "hub" / f"models--{profile.model.id.replace('/', '--')}"
    revision = profile.model.revision
    (model / "refs").mkdir(parents=True)
    (model / "refs" / revision).write_text(revision, encoding="utf-8")
    made = [ENGINE_PYTHON, HERE / "tiny_model.py", model / "snapshots" / revision]
    subprocess.run(made, check=True, env={**os.environ, **ENGINE_ENVIRONMENT})


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    (profile_key,) = instruction("CMD")
    profile = parse_profile(shipped.text(shipped.PROMPTS / "judges" / f"{profile_key}.toml"), shipped.protocol())
    volume(tmp_path / "models", profile)
    command, port = tmp_path / "bin" / "vllm", free_port()
    command.parent.mkdir()
    command.write_text(VLLM.format(python=ENGINE_PYTHON), encoding="utf-8")
    command.chmod(0o755)
    settings: dict[str, Any] = {
        **os.environ,
        **{name: value.replace("/models", str(tmp_path / "models")) for name, value in environment().items()},
        **ENGINE_ENVIRONMENT,
        "PATH": os.pathsep.join([str(command.parent), os.environ["PATH"]]),
        "SALON_HOME": str(tmp_path / "salon"),
        "JUDGE_API_KEY": KEY,
    }
    words = [*instruction("ENTRYPOINT"), profile_key, "--port", str(port)]
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(here(words, port), cwd=CHECKOUT, env=settings, stdout=output, stderr=output)
    try:
        yield Container(process, port, log)
    finally:
        process.kill()
        process.wait()


def test_the_images_command_serves_its_profile_with_a_key_until_it_is_told_to_end(container: Container) -> None:
    container.wait_until_said("priority: ")
    assert re.findall(r"replica 0: (?!ok)(.+)", container.said()) == []
    assert container.is_well()
    assert container.get("/v1/models").status_code == httpx.codes.UNAUTHORIZED
    served = container.get("/v1/models", Authorization=f"Bearer {KEY}").json()["data"]
    assert [model["id"] for model in served] == ["Qwen/Qwen-Image-Bench"]
    container.process.send_signal(signal.SIGTERM)
    assert container.process.wait(timeout=60) == 0
    assert not container.is_well()
