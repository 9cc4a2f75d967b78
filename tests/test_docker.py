"""The files of docker/ on any machine: linted, and in step with the code. tests/containers builds and runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
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
UNITS = sorted((DOCKER / "systemd").glob("*.service"))
PROGRAMS = {"web", "beat", *workers.THREADS}
LOCKS = {
    "requirements.lock": DECLARED["optional-dependencies"]["telemetry"],
    "requirements-standins.lock": DECLARED["optional-dependencies"]["standins"],
}


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


def test_what_a_composition_cannot_do_without_stands_in_its_example() -> None:
    examples = {
        "compose.yaml": "example.env",
        "compose.nodes.yaml": "example.env",
        "compose.gpu-node.yaml": "gpu-node.example.env",
    }
    assert set(examples) == {file.name for file in COMPOSITIONS}
    for file in COMPOSITIONS:
        needed = set(re.findall(r"\$\{([A-Z_]+):\?", file.read_text(encoding="utf-8")))
        example = (DOCKER / examples[file.name]).read_text(encoding="utf-8")
        assert needed <= set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))


def test_the_proof_of_the_image_passes_with_all_libraries() -> None:
    """The build runs it with those that docker/slim.sh leaves."""
    proof = [sys.executable, "-W", "ignore", str(DOCKER / "prove.py")]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "SALON_HOME": home, "STATIC_ROOT": f"{home}/static"}
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        for words in (collect, proof):
            done = subprocess.run(words, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("file", COMPOSITIONS, ids=lambda file: file.name)
def test_every_command_of_a_composition_starts_a_program(file: Path) -> None:
    ours = [service for service in services(file).values() if "SALON_IMAGE" in service.get("image", "")]
    assert ours or file.name == "compose.nodes.yaml"
    for service in ours:
        assert command([str(word) for word in service["command"]])


def test_the_site_has_a_container_for_every_program() -> None:
    assert set(services(DOCKER / "compose.yaml")) >= PROGRAMS


def test_the_cluster_has_a_deployment_for_every_program() -> None:
    deployed = {}
    for file in (DOCKER / "kubernetes").glob("*.yaml"):
        for thing in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            if thing["kind"] == "Deployment" and "app.kubernetes.io/part-of" in thing["metadata"]["labels"]:
                deployed[thing["metadata"]["name"]] = thing["spec"]["template"]["spec"]["containers"][0]["args"]
    assert set(deployed) == PROGRAMS
    for arguments in deployed.values():
        assert command(arguments)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_program(unit: Path) -> None:
    started = re.findall(r"^ExecStart=\S+ (.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(started) == 1
    begin, _, rest = started[0].partition("leaderboard.programs ")
    commands = ("manage.py judge serve ", "manage.py backup ")
    assert command(rest.replace("%i", "judging").split()) if rest else begin.startswith(commands)


@pytest.mark.parametrize("file", [*COMPOSITIONS, *DOCKER.rglob("*.env")], ids=lambda file: file.name)
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
