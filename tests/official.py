"""A made-up release in the layout of the official one: its own words, the same places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.leaderboard.domain import shipped

NAMES = {
    "Quality": "QUALITY_CHECKLIST",
    "Aesthetics": "AESTHETICS_CHECKLIST",
    "Alignment": "ALIGNMENT_CHECKLIST",
    "Real-world Fidelity": "REAL_WORLD_FIDELITY_CHECKLIST",
    "Creative Generation": "CREATIVE_GENERATION_CHECKLIST",
}
USER = """\\
# The words
{prompt}

# The picture
<image>

# What to look at
{level1_dim}

# The list
{format_checklist}

# Answer
{{
  "{{level2_dim}}": {{"{{level3_dim}}": {{"score": 0}}}}
}}

"""


def toolkit(*, user: str = USER, last_lines: str = "") -> str:
    """The text of a ``checklists.py``."""
    lists = "".join(f'{name} = """{checklist(dimension)}"""\n\n' for dimension, name in NAMES.items())
    by_dimension = "".join(f'    "{dimension}": {name},\n' for dimension, name in NAMES.items())
    return (
        f"from collections import defaultdict\n\n{lists}"
        f"DIM_TO_CHECKLIST = {{\n{by_dimension}}}\n\n"
        'SYSTEM_PROMPT = (\n    "You look at pictures. "\n    "You are fair.\\n"\n)\n\n'
        f'USER_PROMPT_TEMPLATE = """{user}"""\n\n'
        "def never_called():\n    raise SystemExit('this file is data')\n\n"
        f"{last_lines}"
    )


def checklist(dimension: str) -> str:
    """A dimension's checklist with made-up questions."""
    rubric = shipped.rubric()
    lines: list[str] = []
    for sub_capability in rubric.sub_capabilities(dimension):
        facets = [path.facet for path in rubric.by_path if path.parent == (dimension, sub_capability, "")]
        lines += [f"## {sub_capability}", *(f"- {facet}: Is it fine (say so: yes, no)?" for facet in facets)]
    return "\n".join(lines)


def row(number: int, **changes: Any) -> dict[str, Any]:
    """One row of the dataset; every second facet is a target of some row."""
    paths = list(shipped.rubric().by_path)
    targets = [paths[(number + step) % len(paths)] for step in (0, 17, 40)]
    return {
        "ID": number,
        "prompt_cn": f"第{number}只猫 {{带括号}}",
        "prompt_en": f"Cat number {number} {{with braces}}\u2028and a second line",
        "dims_cn": "…",
        "dims_en": "; ".join(" / ".join(path) for path in targets),
        "some-model": "images/1.png",
        "quality_response_some-model": "{}",
        **changes,
    }


def jsonl(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)


def write_release(folder: Path, source: str | None = None, rows: str | None = None) -> tuple[Path, Path]:
    """Write both files; returns the toolkit's folder and the dataset's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "checklists.py").write_text(toolkit() if source is None else source, encoding="utf-8")
    dataset = folder / "dataset.jsonl"
    text = jsonl(*(row(number) for number in range(1, 61))) if rows is None else rows
    dataset.write_text(text, encoding="utf-8")
    return folder, dataset
