"""The docs and the project say the same: settings, commands, make targets, API paths, files, links and layers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from leaderboard.api.urls import api
from leaderboard.embedded.paths import CHECKOUT

SETTINGS = (CHECKOUT / "docs" / "settings.md").read_text(encoding="utf-8")
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
API = (CHECKOUT / "docs" / "api.md").read_text(encoding="utf-8")
ARCHITECTURE = (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")
PAGES = sorted(
    [*CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("*.md"), *CHECKOUT.glob(".github/**/*.md")],
)
CONTRACTS: list[dict[str, Any]] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]


def test_every_setting_is_documented() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "leaderboard" / "settings").glob("*.py"))
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    assert len(names) > 20
    assert {name for name in names if f"`{name}`" not in SETTINGS} == set()


def test_every_documented_setting_exists() -> None:
    rows = [line.split("|")[1] for line in SETTINGS.splitlines() if line.startswith("| `")]
    files = [*(CHECKOUT / "leaderboard" / "settings").glob("*.py"), CHECKOUT / "leaderboard" / "embedded" / "paths.py"]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    documented = re.findall(r"`([A-Z_]+)`", "".join(rows))
    assert {name for name in documented if f'"{name}"' not in source} == set()


def test_every_make_target_is_in_the_readme() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = {name for line in re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE) for name in line.split()}
    assert {"demo", "test", "check"} <= targets
    # Followed by no further letter or hyphen: "make test-vllm" does not document "make test".
    assert {name for name in targets if not re.search(rf"make {name}(?![\w-])", README)} == set()


def test_every_command_is_in_the_docs() -> None:
    docs = README + "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "docs").glob("*.md"))
    commands = CHECKOUT.glob("*/management/commands/[a-z]*.py")
    assert [path.stem for path in commands if f"manage.py {path.stem}" not in docs] == []


def test_every_api_path_is_documented() -> None:
    paths = api.get_openapi_schema()["paths"]
    assert [path for path in paths if path not in API] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_path_and_module_named_in_the_docs_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    folders = r"leaderboard|workers|templates|tests|prompts|docs"
    paths = re.findall(rf"(?<![\w/.-])((?:{folders})/[\w./*-]*\w)", text)
    modules = re.findall(r"python -m ((?:leaderboard|workers|tests)[\w.]*\w)", text)
    paths += [module.replace(".", "/") for module in modules]
    assert [path for path in paths if not _exists(path)] == []


def _exists(path: str) -> bool:
    """Whether there is a file or folder of that name, or a Python module."""
    return any((CHECKOUT / name).exists() for name in (path, f"{path}.py")) or any(CHECKOUT.glob(path))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_in_the_docs_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(("http", "/"))]
    assert [link for link in links if not _leads_somewhere(page, link)] == []


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    if not anchor:
        return target.exists()
    heads = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return anchor in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize(
    ("container", "layers"),
    [
        (container, contract["layers"])
        for contract in CONTRACTS
        if contract["type"] == "layers"
        for container in contract.get("containers", [])
    ],
)
def test_the_layers_of_the_docs_are_those_of_the_contracts(container: str, layers: list[str]) -> None:
    head = f"### {container.replace('.', '/')}\n"
    assert head in ARCHITECTURE
    section = re.split(r"^#", ARCHITECTURE.split(head)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert [re.findall(r"`(\w+)`", row) for row in rows] == [layer.split(" | ") for layer in layers]


def test_what_holds_across_layers_is_in_the_docs() -> None:
    names = [contract["name"] for contract in CONTRACTS if not contract.get("containers")]
    prose = " ".join(ARCHITECTURE.split())
    assert [name for name in names if name not in prose] == []
