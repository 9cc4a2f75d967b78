"""A gate's result or plan as text, and as plain values for JSON."""

from __future__ import annotations

from typing import Any

from leaderboard.domain.gate.gate import GateResult, LevelResult
from leaderboard.domain.gate.planning import Plan
from leaderboard.domain.gate.verdicts import Verdict

_HEAD = ("level", "baseline", "candidate", "difference", "interval", "margin", "prompts", "verdict")
_PLAN_HEAD = ("drop", "prompts needed")


def result_values(result: GateResult) -> dict[str, Any]:
    """A result for JSON, at full precision."""
    return {
        "verdict": result.verdict.value,
        "exit_code": result.exit_code,
        "alpha": result.alpha,
        "levels": [level_values(level) for level in result.levels],
    }


def result_text(result: GateResult) -> str:
    """A result as a table with one line per level, and the combined verdict below it."""
    rows = [_HEAD, *(_row(level) for level in result.levels)]
    confidence = f"the intervals hold together with {100 * (1 - result.alpha):g}% confidence"
    return f"{_table(rows)}\n{result.verdict.value} ({confidence})"


def plan_values(plan: Plan) -> dict[str, Any]:
    """A plan for JSON, at full precision."""
    return {
        "sd": plan.design.spread,
        "alpha": plan.design.alpha,
        "levels": plan.design.levels,
        "power": plan.power,
        "prompts": plan.prompts,
        "drops": [
            {"drop": drop.drop, "prompts_needed": drop.needed, "power_with_prompts": drop.power} for drop in plan.drops
        ],
    }


def plan_text(plan: Plan) -> str:
    """A plan as a table with one line per drop."""
    design = plan.design
    head = (*_PLAN_HEAD, f"detected with {plan.prompts} prompts") if plan.prompts else _PLAN_HEAD
    rows: list[tuple[str, ...]] = [head]
    for drop in plan.drops:
        row = (f"{drop.drop:g}", "–" if drop.needed is None else f"{drop.needed:,}")
        rows.append(row if drop.power is None else (*row, f"{drop.power:.0%}"))
    return (
        f"{_table(rows)}\nstandard deviation of differences {design.spread:.1f} points, alpha {design.alpha:g}, "
        f"power {plan.power:.0%}, levels compared: {design.levels}"
    )


def level_values(level: LevelResult) -> dict[str, Any]:
    """One level for JSON, at full precision."""
    return {
        "level": level.requirement.level,
        "verdict": level.verdict.value,
        "baseline": level.baseline,
        "candidate": level.candidate,
        "difference": level.difference,
        "low": level.low,
        "high": level.high,
        "margin": level.requirement.margin,
        "noise_floor": level.requirement.noise_floor,
        "sd": level.spread,
        "prompts": level.prompts,
        "prompts_needed": level.prompts_needed,
    }


def _row(level: LevelResult) -> tuple[str, ...]:
    return (
        level.requirement.level,
        _score(level.baseline),
        _score(level.candidate),
        _signed(level.difference),
        f"{_signed(level.low)} to {_signed(level.high)}",
        f"{level.requirement.margin:g}",
        str(level.prompts),
        level.verdict.value + _advice(level),
    )


def _advice(level: LevelResult) -> str:
    """What would decide an undecided level."""
    if level.verdict is not Verdict.UNDECIDED:
        return ""
    if level.prompts_needed is None:
        return "" if level.prompts > 1 else " (at least two prompts with both scores are needed)"
    return f" (about {level.prompts_needed:,} prompts would be needed)"


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _signed(value: float | None) -> str:
    if value is None:
        return "–"
    text = f"{abs(value):.2f}"
    return text if float(text) == 0 else f"{'+' if value > 0 else '−'}{text}"


def _table(rows: list[tuple[str, ...]]) -> str:
    """Columns as wide as their longest text; the first and the last to the left, the others to the right."""
    widths = [max(len(text) for text in column) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    last = len(row) - 1
    cells = (
        text if at == last > 2 else text.ljust(width) if at == 0 else text.rjust(width)
        for at, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells)
