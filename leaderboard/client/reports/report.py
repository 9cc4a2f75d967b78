"""What a report shows: the gate's verdict, or the reason why there was no verdict, and the words for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leaderboard.client.models import ComparedLevel, Gate, GateLevel, VerdictChange

VERDICTS = {"0": "fail", "1": "pass", "2": "excellent", "N/A": "not applicable", None: "no verdict"}

ERROR = "error"
"""Shown instead of a verdict if the gate ended without one."""


@dataclass(frozen=True)
class Report:
    """``gate`` is None if there is no answer; then ``error`` says why.

    ``seconds``: how long the command took. ``thumbnails``: WebP or JPEG files by number of the picture.
    """

    gate: Gate | None
    error: str = ""
    seconds: float = 0.0
    thumbnails: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return self.gate.verdict if self.gate else ERROR

    @property
    def sentence(self) -> str:
        """The answer in one sentence."""
        if self.gate is None:
            return f"There is no verdict: {self.error}"
        return sentence(next(level for level in self.gate.levels if level.verdict == self.verdict))


def sentence(level: GateLevel) -> str:
    """The verdict on a level, and what it rests on."""
    interval = f"{signed(level.low)} to {signed(level.high)}"
    margin = f"{level.margin:g} {'point' if level.margin == 1 else 'points'}"
    about = f"{level_name(level)} changed by {signed(level.difference)} points (interval {interval})"
    if level.verdict == "better":
        return f"Better: {about}."
    if level.verdict == "equivalent":
        return f"Equivalent: {about}, so a drop of more than {margin} is excluded."
    if level.verdict == "worse":
        beyond = level.high is not None and level.high < -level.margin
        return f"Worse: {about}; {'the drop exceeds' if beyond else 'the drop may exceed'} the margin of {margin}."
    return f"Undecided: {about}; with a margin of {margin}, {_advice(level)}."


def level_name(level: GateLevel | ComparedLevel) -> str:
    """A level as pages name it."""
    names = [name for name in (level.dimension, level.sub_capability, level.facet) if name]
    return " › ".join(names) or "Overall"


def changed_level_name(gate: Gate) -> str:
    """The level whose changes the pictures show."""
    return next((level_name(level) for level in gate.levels if level.level == gate.changed_level), gate.changed_level)


def confidence(gate: Gate) -> str:
    """What the intervals mean."""
    return f"The intervals hold together with {100 * (1 - gate.alpha):g}% confidence."


def subject(gate: Gate) -> str:
    """What was compared."""
    return (
        f"{gate.candidate.generator} (submission {gate.candidate.submission}) compared with "
        f"{gate.baseline.generator} (submission {gate.baseline.submission})"
    )


def verdict_change(change: VerdictChange) -> str:
    """A changed verdict: "Color: pass → fail"."""
    before, after = (VERDICTS.get(value, value) for value in (change.baseline, change.candidate))
    return f"{change.facet}: {before} → {after}"


def reason_of(change: VerdictChange) -> str:
    """The judge's words on the candidate, or else on the baseline; "" without any."""
    if change.candidate_reason:
        return change.candidate_reason
    return f"(baseline) {change.baseline_reason}" if change.baseline_reason else ""


def score(value: float | None) -> str:
    """A score as pages show it."""
    return "–" if value is None else f"{value:.2f}"


def signed(value: float | None) -> str:
    """A difference with its sign."""
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")


def _advice(level: GateLevel) -> str:
    if level.prompts_needed is None:
        return f"{level.prompts} prompts cannot tell, and no number of prompts would"
    return f"{level.prompts} prompts cannot tell; about {level.prompts_needed:,} would be needed"
