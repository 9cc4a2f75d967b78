"""The alert rules, the dashboard and the docs name figures and labels that exist, and every alert has its runbook."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from leaderboard.embedded.paths import CHECKOUT
from leaderboard.observe.access import Access
from leaderboard.observe.figures.site import SiteFigures
from leaderboard.observe.scrape import Figures

OBSERVE = CHECKOUT / "docker" / "observe"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((OBSERVE / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
PANELS: list[dict[str, Any]] = json.loads((OBSERVE / "dashboard.json").read_text(encoding="utf-8"))["panels"]
QUERIES = {f"{panel['title']} {target['refId']}": target["expr"] for panel in PANELS for target in panel["targets"]}
RUNBOOKS = (CHECKOUT / "docs" / "runbooks.md").read_text(encoding="utf-8")
OPERATING = (CHECKOUT / "docs" / "operating.md").read_text(encoding="utf-8")
OF_PROMETHEUS = {"instance", "job"}

_SAMPLES = {
    "counter": ["_total"],
    "gauge": [""],
    "summary": ["_count", "_sum"],
    "histogram": ["_bucket", "_count", "_sum"],
}


class Pages:
    hits = misses = size = 0


@pytest.fixture
def samples(transactional_db: None) -> dict[str, set[str]]:
    """Every sample of a scrape, with its labels."""
    figures = Figures(Access("", [], behind_proxy=False), Pages())
    families = [*SiteFigures().collect(), *figures._of_process.collect()]
    found = {
        f"{family.name}{suffix}": set(getattr(family, "_labelnames", ()))
        for family in families
        for suffix in _SAMPLES.get(family.type, [])
    }
    for family in families:
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


@pytest.mark.parametrize("expression", [rule["expr"] for rule in RULES], ids=[rule["alert"] for rule in RULES])
def test_the_figures_of_an_alert_exist(expression: str, samples: dict[str, set[str]]) -> None:
    assert faults(expression, samples) == []


def test_the_figures_of_the_dashboard_exist(samples: dict[str, set[str]]) -> None:
    assert {name: faults(query, samples) for name, query in QUERIES.items() if faults(query, samples)} == {}


def test_every_figure_of_ours_is_documented_and_every_documented_one_exists(samples: dict[str, set[str]]) -> None:
    rows = "".join(line for line in OPERATING.splitlines() if line.startswith("| `salon_"))
    documented = set(re.findall(r"`(salon_\w+)`", rows))
    existing = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in samples if name.startswith("salon_")}
    assert documented == existing


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_an_alert_is_complete_and_leads_to_a_section_that_names_it(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s"))
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"]
    file, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert file == "docs/runbooks.md"
    sections = {slug(part.splitlines()[0]): part for part in RUNBOOKS.split("\n## ")[1:]}
    assert rule["alert"] in sections[anchor]
    assert "**Look**" in sections[anchor]
    assert "**Do**" in sections[anchor]


def test_the_names_of_alerts_are_unique_and_panels_do_not_overlap() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in PANELS}) == len(PANELS)
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)


def faults(expression: str, samples: dict[str, set[str]]) -> list[str]:
    """What is wrong with an expression: unknown figures and labels, brackets without a partner."""
    names = set(re.findall(r"\b(?:salon|process|python)_\w+", expression))
    told = [f"there is no {name}" for name in names - samples.keys()]
    known = OF_PROMETHEUS.union(*(samples.get(name, set()) for name in names))
    used = {
        label for group in re.findall(r"\b(?:by|on) \(([^)]*)\)", expression) for label in re.findall(r"\w+", group)
    }
    for name, matchers in re.findall(r"\b(\w+)\{([^}]*)\}", expression):
        used_here = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", matchers))
        told += [f"{name} has no label {label}" for label in used_here - samples.get(name, set()) - OF_PROMETHEUS]
    told += [f"there is no label {label}" for label in used - known]
    told += [
        f"{left}{right} do not match"
        for left, right in ("()", "{}", "[]")
        if expression.count(left) != expression.count(right)
    ]
    return told


@pytest.mark.parametrize(
    "expression",
    ["salon_nothing > 0", 'salon_workers{stage="x"} > 0', "sum by (stage) (salon_workers)", "sum(salon_workers"],
)
def test_a_faulty_expression_is_noticed(expression: str, samples: dict[str, set[str]]) -> None:
    assert faults(expression, samples)


def slug(head: str) -> str:
    return re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-")
