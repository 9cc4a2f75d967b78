"""Scores in the official toolkit's terms: total, level1 (dimensions), level2 (sub-capabilities), level3 (facets)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Mean

TOTAL = "total"
_LEVELS = (TOTAL, "level1", "level2", "level3")


def level_name(path: ScorePath) -> str:
    """The toolkit's name of a level."""
    return _LEVELS[path.depth]


def level_tree(means: Mapping[ScorePath, Mean], *, depth: int = 3) -> dict[str, Any]:
    """Means as nested plain values: ``["level2"]["Quality"]["Detail"]`` is {"mean": …, "images": …}.

    Nested, because a name can occur under two dimensions. Numbers are at full precision; a level without a score is
    absent, and ``total`` is None.

    Args:
        depth: how many levels below the total.
    """
    tree: dict[str, Any] = {TOTAL: None, **{name: {} for name in _LEVELS[1 : depth + 1]}}
    for path, mean in sorted(means.items()):
        leaf = {"mean": mean.value, "images": mean.images}
        if path.is_overall:
            tree[TOTAL] = leaf
        elif path.depth <= depth:
            branch = tree[level_name(path)]
            for name in path.parent.names:
                branch = branch.setdefault(name, {})
            branch[path.name] = leaf
    return tree
