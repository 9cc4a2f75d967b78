"""A report as plain text, for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator

from leaderboard.client.models import Gate, GateLevel
from leaderboard.client.reports.layout import text_table
from leaderboard.client.reports.report import (
    Report,
    changed_level_name,
    confidence,
    level_name,
    reason_of,
    score,
    signed,
    subject,
    verdict_change,
)

HEAD = ("level", "baseline", "candidate", "difference", "interval", "margin", "prompts", "verdict")
_MOST_VERDICTS = 3


def text(report: Report) -> str:
    """The report, with a line break at its end."""
    if report.gate is None:
        return f"{report.sentence}\n"
    gate = report.gate
    heading = f"{subject(gate)}\n{gate.suite}, {gate.language}, judge profile {gate.judge_profile}"
    table = text_table([HEAD, *(cells(level) for level in gate.levels)])
    answer = f"{report.sentence}\n{confidence(gate)}\n{gate.page}"
    return "\n\n".join([heading, table, *_changed(gate), answer]) + "\n"


def cells(level: GateLevel) -> tuple[str, ...]:
    """A level in the columns of ``HEAD``."""
    return (
        level_name(level),
        score(level.baseline),
        score(level.candidate),
        signed(level.difference),
        f"{signed(level.low)} to {signed(level.high)}",
        f"{level.margin:g}",
        str(level.prompts),
        level.verdict,
    )


def _changed(gate: Gate) -> Iterator[str]:
    if not gate.changed:
        return
    lines = [f"Pictures that changed most ({changed_level_name(gate)}):"]
    for picture in gate.changed:
        scores = f"{score(picture.baseline.score)} → {score(picture.candidate.score)}"
        lines.append(f"  {picture.prompt}  {scores}  {picture.candidate.page}")
        for change in picture.verdicts[:_MOST_VERDICTS]:
            reason = reason_of(change)
            lines.append(f"      {verdict_change(change)}" + (f" – {reason}" if reason else ""))
    yield "\n".join(lines)
