"""``make bench-gate``: simulate false alarms and misses, and write the part of docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from leaderboard.domain.gate.planning import DROPS, Design
from leaderboard.domain.gate.verdicts import Verdict
from tests.bench.gate.population import LEVELS, Hidden, Population
from tests.bench.gate.simulation import RUNS, simulate, uncertainty
from tests.bench.report import machine, write_part

_SEED = 2026
_KINDS = {"same seeds, another engine": 0.9, "other seeds": 0.5, "another model": 0.1}
"""What the two have in common, as a share of variance, for each kind of candidate."""

_SIZES = (24, 240, 1000)
_MARGIN = 1.0
_POWER = 0.8


def main() -> None:
    """Simulate, print and store."""
    rng = np.random.default_rng(_SEED)
    false_alarms, misses, needed = [], [], []
    for kind, common in _KINDS.items():
        print(f"simulating: {kind} …", flush=True)
        hidden = Hidden(common, rng)
        populations = {drop: hidden.at_drop(drop) for drop in (0.0, *DROPS)}
        name = f"{kind} (sd {populations[0.0].spread:.1f})"
        false_alarms += [_false_alarms(name, populations, prompts, rng) for prompts in _SIZES]
        misses += list(_misses(name, populations, rng))
        needed.append(_needed(name, populations))
    text = f"{machine()}\n\n{_text(false_alarms, misses, needed)}"
    print(text)
    write_part("gate", text)


def _false_alarms(kind: str, populations: dict[float, Population], prompts: int, rng: np.random.Generator) -> str:
    unchanged = [simulate(populations[0.0], prompts, _MARGIN, rng, levels=LEVELS[:count]) for count in (1, len(LEVELS))]
    dropped = simulate(populations[_MARGIN], prompts, _MARGIN, rng)
    alarms = " | ".join(shares.text(Verdict.WORSE) for shares in unchanged)
    return f"| {kind} | {prompts:,} | {alarms} | {dropped.passed} |"


def _misses(kind: str, populations: dict[float, Population], rng: np.random.Generator) -> Iterator[str]:
    for drop in DROPS:
        design = Design(populations[drop].spread)
        prompts = design.prompts_needed(drop, _POWER) or 0
        dropped = simulate(populations[drop], prompts, drop, rng)
        unchanged = simulate(populations[0.0], prompts, drop, rng)
        missed = 1 - dropped.of(Verdict.WORSE)
        planned = 1 - design.power(prompts, drop)
        yield f"| {kind} | {drop:g} | {prompts:,} | {planned:.1%} | {missed:.1%} | {unchanged.passed} |"


def _needed(kind: str, populations: dict[float, Population]) -> str:
    numbers = " | ".join(f"{Design(populations[drop].spread).prompts_needed(drop, _POWER):,}" for drop in DROPS)
    return f"| {kind} | {numbers} |"


def _text(false_alarms: list[str], misses: list[str], needed: list[str]) -> str:
    drops = " | ".join(f"{drop:g}" for drop in DROPS)
    said = (
        f"{RUNS} simulated runs per figure, alpha 0.05; their own uncertainty is ± {uncertainty(0.05):.1%} at 5% and "
        f"± {uncertainty(0.2):.1%} at 20%. Each row tests a margin of the drop's size."
    )
    alarm_head = (
        "| candidate | prompts | unchanged, called worse: overall alone | the same, overall and 5 dimensions "
        f"| dropped by {_MARGIN:g}, passes with that margin |"
    )
    return "\n\n".join(
        [
            said,
            _table(alarm_head, false_alarms),
            _table("| candidate | drop | prompts | misses as planned | misses simulated | unchanged, passes |", misses),
            _table(f"| prompts needed to detect a drop of … points ({_POWER:.0%} power) | {drops} |", needed),
        ]
    )


def _table(head: str, rows: list[str]) -> str:
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows])


if __name__ == "__main__":
    main()
