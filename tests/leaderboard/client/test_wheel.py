"""The wheel: built from the checkout, installed with the dependencies that it declares and no others, and run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from importlib.metadata import PathDistribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from pytest_django.live_server_helper import LiveServer

from leaderboard.client.version import VERSION
from leaderboard.embedded.paths import CHECKOUT
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.domain.pictures import png

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def salon(tmp_path: Path) -> Path:
    """The command ``salon`` in a new environment."""
    wheels = tmp_path / "wheels"
    uv = str(Path(sys.executable).with_name("uv"))
    build = ("build", "--quiet", "--wheel", "--no-build-isolation", "--offline", "--python", sys.executable)
    subprocess.run([uv, *build, "--out-dir", str(wheels), str(CHECKOUT / "leaderboard" / "client")], check=True)
    (wheel,) = wheels.glob("salon_client-*.whl")
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = ("pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(python))
    subprocess.run([uv, *install, str(wheel)], check=True)
    (site_packages,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    (installed,) = site_packages.glob("salon_client-*.dist-info")
    _link(PathDistribution(installed).requires or [], site_packages, set())
    return python.with_name("salon")


def add_extra(salon: Path, extra: str) -> None:
    """Add an extra of the wheel to the environment."""
    (site_packages,) = (salon.parents[1] / "lib").glob("python*/site-packages")
    (installed,) = site_packages.glob("salon_client-*.dist-info")
    _link(PathDistribution(installed).requires or [], site_packages, set(), extra)


def _link(requirements: list[str], into: Path, done: set[str], extra: str = "") -> None:
    """Put the required distributions of this environment, and what they require, into another: no index is needed."""
    for requirement in map(Requirement, requirements):
        if requirement.name in done or (requirement.marker and not requirement.marker.evaluate({"extra": extra})):
            continue
        done.add(requirement.name)
        found = distribution(requirement.name)
        for top in {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}:
            if not (into / top).exists():
                (into / top).symlink_to(str(found.locate_file(top)))
        _link(found.requires or [], into, done)


def test_it_runs_without_django_and_the_rest_of_the_site(salon: Path, live_server: LiveServer, tmp_path: Path) -> None:
    load_demo_suite()
    load_pixel_profile()
    environment = {"SALON_URL": live_server.url, "HOME": str(tmp_path), "PATH": os.environ["PATH"]}

    def run(*command: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code == 0 else done.stderr

    assert run(salon, "--version") == f"salon {VERSION}\n"
    assert [suite["key"] for suite in json.loads(run(salon, "suites", "--json"))] == ["demo"]
    assert "--install-completion" in run(salon, "--help")
    assert "No module named 'django'" in run(salon.with_name("python"), "-c", "import django", code=1)
    for number in range(1, 25):
        (tmp_path / "pictures" / f"p{number:03}.png").parent.mkdir(exist_ok=True)
        (tmp_path / "pictures" / f"p{number:03}.png").write_bytes(png(number))
    judge = (salon, "judge", "pictures", "--suite", "demo", "--lang", "en", "--judge", "pixel-baseline")
    assert "whl[judge]" in run(*judge, code=3)
    add_extra(salon, "judge")
    run(*judge)
    assert "MATCHES" in run(salon, "verify", "pictures.judged/evidence.jsonl.zst")
