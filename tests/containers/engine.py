"""Building images and running compositions with Docker or Podman, whichever is there."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.version import code_version

_ADVICE = (
    "The container tests did NOT run: {missing}. Install Docker with its compose plugin, or Podman, Buildah and "
    "podman-compose. Where no image registry can be reached, run tests/containers/offline/make_images.sh first."
)


@dataclass(frozen=True)
class Engine:
    """The commands. ``run`` is docker or podman, ``compose`` begins a command of the composition ``project``."""

    run: str
    compose: tuple[str, ...]
    build: tuple[str, ...]
    project: str = ""

    def of(self, project: str, environment_file: Path, *files: str, profiles: Iterable[str] = ()) -> Engine:
        """The same for a composition of these files."""
        named = [word for file in files for word in ("-f", file)]
        asked = [word for profile in profiles for word in ("--profile", profile)]
        compose = (*self.compose, *named, *asked, "--env-file", str(environment_file))
        return replace(self, compose=compose, project=project)

    def call(self, *command: str, within_s: float = 120) -> str:
        """What a command prints.

        Raises:
            subprocess.CalledProcessError: with its output, when it fails.
        """
        done = subprocess.run(command, capture_output=True, text=True, timeout=within_s, check=False, cwd=CHECKOUT)
        assert done.returncode == 0, f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def build_image(self, target: str, tag: str) -> None:
        """Build a target of docker/Dockerfile from this checkout."""
        arguments = ("--target", target, "--build-arg", f"CODE_VERSION={code_version()}", "-t", tag)
        self.call(*self.build, "-f", "docker/Dockerfile", *arguments, ".", within_s=1800)

    def container(self, service: str) -> str:
        """The id of a service's container."""
        names = self.call(
            self.run, "ps", "--all", "--quiet", "--filter", f"name={self.project}[-_]{service}[-_]1"
        ).split()
        assert len(names) == 1, f"there are {len(names)} containers of {service}"
        return names[0]

    def inside(self, service: str, *command: str) -> str:
        """What a command prints that runs in a service's container."""
        return self.call(self.run, "exec", self.container(service), *command)

    def fails_inside(self, service: str, *command: str) -> str:
        """The same for a command that has to fail."""
        whole = (self.run, "exec", self.container(service), *command)
        done = subprocess.run(whole, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode != 0
        return done.stdout + done.stderr

    def save_logs(self, file: Path) -> None:
        """Write what all containers said, for whoever looks for the cause of a failure."""
        done = subprocess.run([*self.compose, "logs"], capture_output=True, text=True, check=False, cwd=CHECKOUT)
        file.write_text(done.stdout + done.stderr, encoding="utf-8")

    def process(self, service: str) -> int:
        """The process id of a service's first process, as this machine counts."""
        return int(self.call(self.run, "inspect", "--format", "{{.State.Pid}}", self.container(service)))


def find_engine() -> Engine:
    """Docker, or else Podman; BUILD names another command to build with, such as "buildah bud --isolation chroot".

    Without either, the calling test is skipped, or fails where CI is set.
    """
    build = tuple(shlex.split(os.environ.get("BUILD", "")))
    if _docker_runs():
        return Engine("docker", ("docker", "compose"), build or ("docker", "build"))
    missing = [name for name in ("podman", "podman-compose") if not shutil.which(name)]
    if missing:
        advice = _ADVICE.format(missing=f"{', '.join(missing)} not found")
        (pytest.fail if os.environ.get("CI") else pytest.skip)(advice)
    return Engine("podman", ("podman-compose",), build or ("podman", "build"))


def _docker_runs() -> bool:
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def retry(engine: Engine, *command: str, within_s: float) -> None:
    """Repeat a command until it succeeds."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            engine.call(*command)
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
        else:
            return
