"""The files of docker/ on any machine: linted, and in step with the code. tests/containers builds and runs them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.programs import workers
from leaderboard.programs.__main__ import command
from tests.test_supported import DECLARED, LOCKED

DOCKER = CHECKOUT / "docker"
COMPOSITIONS = sorted(DOCKER.glob("compose*.yaml"))
DOCKERFILES = sorted(DOCKER.glob("*Dockerfile"))
LOCKS = {"requirements.lock": [], "requirements-standins.lock": DECLARED["optional-dependencies"]["standins"]}


def services(file: Path) -> dict[str, Any]:
    """The services of a composition."""
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
    return found


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_a_dockerfile_has_no_fault_that_hadolint_knows(file: Path) -> None:
    linted = subprocess.run([Path(sys.executable).with_name("hadolint"), file], capture_output=True, text=True)  # noqa: PLW1510
    assert (linted.returncode, linted.stdout) == (0, "")


@pytest.mark.parametrize("file", COMPOSITIONS, ids=lambda file: file.name)
def test_a_composition_follows_its_specification(file: Path) -> None:
    linter = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    linted = subprocess.run([*linter, str(file)], capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("file", COMPOSITIONS, ids=lambda file: file.name)
def test_every_command_of_a_composition_starts_a_program(file: Path) -> None:
    ours = [service for service in services(file).values() if "SALON_IMAGE" in service["image"]]
    assert ours
    for service in ours:
        assert command([str(word) for word in service["command"]])


def test_the_site_has_a_container_for_every_program() -> None:
    assert {"web", "beat", *workers.THREADS} <= set(services(DOCKER / "compose.yaml"))


@pytest.mark.parametrize("file", [*COMPOSITIONS, *DOCKER.glob("*.env")], ids=lambda file: file.name)
def test_every_setting_is_documented(file: Path) -> None:
    """Those of the composition itself stand in docs/deploying.md."""
    pages = ("settings.md", "deploying.md")
    documented = "".join((CHECKOUT / "docs" / page).read_text(encoding="utf-8") for page in pages)
    text = file.read_text(encoding="utf-8")
    used = set(re.findall(r"^#?([A-Z_]{4,})=", text, re.MULTILINE)) | set(re.findall(r"\$\{([A-Z_]+)", text))
    assert [name for name in sorted(used) if f"`{name}`" not in documented] == []


@pytest.mark.parametrize("name", LOCKS)
def test_an_images_lock_pins_what_the_main_one_pins(name: str) -> None:
    lines = (DOCKER / name).read_text(encoding="utf-8").splitlines()
    pinned = {str(Requirement(line.removesuffix("\\"))) for line in lines if line[:1].isalnum()}
    assert pinned <= {str(pin) for pin in LOCKED}
    wanted = {Requirement(text).name.lower() for text in [*DECLARED["dependencies"], *LOCKS[name]]}
    assert wanted <= {Requirement(pin).name for pin in pinned}
