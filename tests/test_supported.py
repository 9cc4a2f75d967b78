"""Where Salon runs: metadata, Makefile, docs and the lock file name the same Pythons and machines."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from leaderboard.embedded.paths import CHECKOUT

PROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED: dict[str, Any] = PROJECT["project"]
MAKEFILE = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
LOCKED = [
    Requirement(line.removesuffix("\\"))
    for line in (CHECKOUT / ".requirements.lock").read_text(encoding="utf-8").splitlines()
    if line[:1].isalnum()
]
PYTHONS = re.findall(r"Python :: (3\.\d+)", "\n".join(DECLARED["classifiers"]))
MACHINES = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64")]


def environment(python: str, system: str, machine: str) -> dict[str, str]:
    """What markers see on a machine: CPython, and the last patch release of a minor version."""
    return {name: str(value) for name, value in default_environment().items()} | {
        "python_version": python,
        "python_full_version": f"{python}.99",
        "sys_platform": system,
        "platform_machine": machine,
    }


def test_the_classifiers_name_the_pythons_that_are_accepted() -> None:
    accepted = SpecifierSet(DECLARED["requires-python"])
    assert [f"3.{minor}" for minor in range(30) if f"3.{minor}.1" in accepted] == PYTHONS
    assert PROJECT["tool"]["ruff"]["target-version"] == "py" + PYTHONS[0].replace(".", "")
    assert PROJECT["tool"]["mypy"]["python_version"] == PYTHONS[0]


def test_make_accepts_the_same_pythons() -> None:
    bounds = re.search(r"\((\d+), (\d+)\) <= sys.version_info\[:2\] <= \((\d+), (\d+)\)", MAKEFILE)
    assert bounds is not None
    assert ["{}.{}".format(*bounds.groups()[:2]), "{}.{}".format(*bounds.groups()[2:])] == [PYTHONS[0], PYTHONS[-1]]
    assert [name for name in PYTHONS if f"python{name}" not in MAKEFILE] == []


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md"])
def test_the_docs_name_the_same_pythons(page: str) -> None:
    assert f"Python {PYTHONS[0]} to {PYTHONS[-1]}" in (CHECKOUT / page).read_text(encoding="utf-8")


def test_wheels_are_required_for_every_machine_and_python() -> None:
    required = [Marker(text) for text in PROJECT["tool"]["uv"]["required-environments"]]
    for system, machine in MACHINES:
        for python in PYTHONS:
            assert any(marker.evaluate(environment(python, system, machine)) for marker in required)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("system", "machine"), MACHINES)
def test_the_lock_file_pins_each_package_once_and_none_is_missing(python: str, system: str, machine: str) -> None:
    here = environment(python, system, machine)
    pinned = [pin.name for pin in LOCKED if pin.marker is None or pin.marker.evaluate(here)]
    assert sorted(pinned) == sorted(set(pinned))
    wanted = [Requirement(text).name for text in DECLARED["dependencies"] + DECLARED["optional-dependencies"]["dev"]]
    assert [name for name in wanted if name.lower() not in pinned] == []
