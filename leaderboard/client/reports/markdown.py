"""A report as Markdown, for a comment on a pull request or the summary of a job."""

from __future__ import annotations

from collections.abc import Iterator

from leaderboard.client.models import ChangedPicture, Gate, GatePicture
from leaderboard.client.reports.layout import markdown_table, safe
from leaderboard.client.reports.report import (
    Report,
    changed_level_name,
    confidence,
    reason_of,
    score,
    subject,
    verdict_change,
)
from leaderboard.client.reports.text import HEAD, cells

_MARKS = {"better": "✅", "equivalent": "✅", "worse": "❌", "undecided": "⚠️"}
_MOST_VERDICTS = 3


def markdown(report: Report) -> str:
    """The report. Pictures are shown only if everybody may see them: who reads the comment is not signed in here."""
    parts = [f"### {_MARKS.get(report.verdict, '⚠️')} Salon gate: {report.verdict}", f"**{safe(report.sentence)}**"]
    if report.gate is not None:
        levels = [tuple(safe(cell) for cell in cells(level)) for level in report.gate.levels]
        parts += [markdown_table(HEAD, levels), _about(report.gate), *_changed(report.gate)]
    return "\n\n".join(parts) + "\n"


def _about(gate: Gate) -> str:
    sides = f"[all details]({gate.page}), [candidate]({gate.candidate.page}), [baseline]({gate.baseline.page})"
    suite = f"{safe(gate.suite)}, {safe(gate.language)}, judge profile {safe(gate.judge_profile)}"
    return f"{safe(subject(gate))}: {sides}; {suite}. {safe(confidence(gate))}"


def _changed(gate: Gate) -> Iterator[str]:
    if not gate.changed:
        return
    is_public = gate.baseline.is_public and gate.candidate.is_public
    note = "" if is_public else "\n\nThe pictures are private: sign in to see them, or open the HTML report."
    rows = [_row(picture, is_public) for picture in gate.changed]
    table = markdown_table(("prompt", "baseline", "candidate", "the judge's verdicts"), rows)
    heading = f"Pictures that changed most ({safe(changed_level_name(gate))})"
    yield f"<details><summary>{heading}</summary>{note}\n\n{table}\n\n</details>"


def _row(picture: ChangedPicture, is_public: bool) -> tuple[str, ...]:
    verdicts = [
        f"{safe(verdict_change(change))}" + (f" – {safe(reason)}" if (reason := reason_of(change)) else "")
        for change in picture.verdicts[:_MOST_VERDICTS]
    ]
    more = len(picture.verdicts) - _MOST_VERDICTS
    return (
        f"**{safe(picture.prompt)}** {safe(picture.text)}",
        _picture(picture.baseline, "before", is_public),
        _picture(picture.candidate, "after", is_public),
        "<br>".join([*verdicts, *([f"and {more} more"] if more > 0 else [])]) or "–",
    )


def _picture(picture: GatePicture, name: str, is_public: bool) -> str:
    link = f"[{score(picture.score)}]({picture.page})"
    return f"![{name}]({picture.thumbnail})<br>{link}" if is_public and picture.thumbnail else link
