"""The API reads through ``leaderboard.queries`` and writes through ``leaderboard.pipeline``: it holds no ORM."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import leaderboard.api

MODULES = sorted(Path(leaderboard.api.__path__[0]).glob("*.py"))
ORM_PACKAGES = ("leaderboard.models", "django.db", "django.contrib.postgres")
ORM_CALLS = {
    *("objects", "filter", "exclude", "annotate", "aggregate", "order_by", "defer", "only", "values_list"),
    *("select_related", "prefetch_related", "save", "delete", "bulk_create", "get_or_create"),
}


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def nodes_at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if not is_for_types_only(child):
            yield child
            yield from nodes_at_run_time(child)


def orm_uses(source: str) -> Iterator[str]:
    for node in nodes_at_run_time(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith(ORM_PACKAGES):
                yield f"line {node.lineno}: from {module} import …"
            case ast.Import(names=names):
                yield from (f"line {node.lineno}: import {name.name}" for name in names if name.name in ORM_PACKAGES)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="router"))):
                pass  # ninja's decorators: "delete" is a method of HTTP there
            case ast.Call(func=ast.Attribute(attr=name)) if name in ORM_CALLS:
                yield f"line {node.lineno}: .{name}(…)"
            case ast.Attribute(attr="objects"):
                yield f"line {node.lineno}: .objects"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_module_of_the_api_uses_the_orm(module: Path) -> None:
    assert list(orm_uses(module.read_text(encoding="utf-8"))) == []


def test_the_check_sees_what_it_looks_for() -> None:
    source = "from leaderboard.models import Board\nboards = Board.objects.filter(slug='')\n"
    assert list(orm_uses(source)) == [
        "line 1: from leaderboard.models import …",
        "line 2: .filter(…)",
        "line 2: .objects",
    ]
