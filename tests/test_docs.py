"""What is not documented does not exist: settings, commands, make targets and API paths are found in the docs."""

from __future__ import annotations

import re

from leaderboard.api.urls import api
from leaderboard.embedded.paths import CHECKOUT

SETTINGS = (CHECKOUT / "docs" / "settings.md").read_text(encoding="utf-8")
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
API = (CHECKOUT / "docs" / "api.md").read_text(encoding="utf-8")


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
