"""A result and a plan as people and programs read them."""

from __future__ import annotations

import json

import numpy as np

from leaderboard.domain.gate.gate import Requirement, run_gate
from leaderboard.domain.gate.planning import Design, plan
from leaderboard.domain.gate.report import plan_text, plan_values, result_text, result_values

RESULT = run_gate(
    np.array([[60.0, 60.0], [60.0, 60.0], [60.0, 60.0]] * 40 + [[50.0, np.nan]]),
    np.array([[61.0, 40.0], [59.0, 20.0], [60.0, 60.0]] * 40 + [[50.0, 10.0]]),
    [Requirement("overall", 0.2), Requirement("quality", 2.0)],
)
ADVICE = f"undecided (about {RESULT.levels[0].prompts_needed} prompts would be needed)"


def test_a_table_says_what_would_decide() -> None:
    assert result_text(RESULT).splitlines() == [
        "level    baseline  candidate  difference          interval  margin  prompts  verdict",
        "overall     59.92      59.92        0.00    −0.38 to +0.38     0.2      121  " + ADVICE,
        "quality     60.00      40.00      −20.00  −23.40 to −16.60       2      120  worse",
        "worse (the intervals hold together with 95% confidence)",
    ]


def test_json_has_every_number_and_null_for_unknown_ones() -> None:
    values = json.loads(json.dumps(result_values(RESULT), allow_nan=False))
    assert (values["verdict"], values["exit_code"], values["alpha"]) == ("worse", 1, 0.05)
    assert [level["level"] for level in values["levels"]] == ["overall", "quality"]
    assert values["levels"][1]["prompts_needed"] is None
    assert values["levels"][1]["low"] == RESULT.levels[1].low


def test_a_plan_as_text_and_values() -> None:
    planned = plan(Design(12.0, levels=2), prompts=240)
    assert plan_text(planned).splitlines()[0] == "drop  prompts needed  detected with 240 prompts"
    assert [line.split()[0] for line in plan_text(planned).splitlines()[1:5]] == ["0.5", "1", "2", "3"]
    assert plan_values(planned)["drops"][3]["prompts_needed"] == planned.drops[3].needed
    assert "detected" not in plan_text(plan(Design(12.0)))
