"""From measurements to verdicts: one rule per facet that can be measured, "N/A" for all others.

The thresholds were set with photographs and enlarged, blurred and noisy copies of them. They are crude on purpose: this
judge lets the whole pipeline run without a GPU; its scores mean little.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from leaderboard.domain.colour_words import named_colours
from workers.standins.pixel_judge.measures import PictureMeasures

Score = Literal[0, 1, 2, "N/A"]
Checklist = tuple[tuple[str, tuple[str, ...]], ...]
"""(sub-capability, its facets) in the checklist's order."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A score, and the measured value with its thresholds, in words."""

    score: Score
    words: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The scores of a whole checklist, and the reasoning behind them."""

    scores: dict[str, dict[str, Score]]
    reasoning: str


def judge_checklist(measures: PictureMeasures, prompt: str, checklist: Checklist) -> Verdicts:
    """Score every facet of the checklist, and no other."""
    named = named_colours(prompt)
    lines = [f"The picture has {measures.width}×{measures.height} px."]
    unmeasured = []
    scores: dict[str, dict[str, Score]] = {}
    for sub_capability, facets in checklist:
        of_facets = scores.setdefault(sub_capability, {})
        for facet in facets:
            rule = RULES.get((sub_capability, facet))
            if rule is None:
                of_facets[facet] = "N/A"
                unmeasured.append(facet)
                continue
            finding = rule(measures, named)
            of_facets[facet] = finding.score
            lines.append(f"{facet}: {finding.words}, so {finding.score}.")
    if unmeasured:
        lines.append(f"Pixels alone cannot tell, so N/A: {', '.join(unmeasured)}.")
    return Verdicts(scores, "\n".join(lines))


def fixed_verdicts(image_key: str, checklist: Checklist) -> Verdicts:
    """Scores from a checksum of picture and facet, without measuring: they cost almost nothing and never change."""
    scores: dict[str, dict[str, Score]] = {
        sub_capability: {facet: _fixed_score(image_key, facet) for facet in facets}
        for sub_capability, facets in checklist
    }
    return Verdicts(scores, "Nothing was measured: the scores come from a checksum of picture and facet.")


def _fixed_score(image_key: str, facet: str) -> Score:
    choices: tuple[Score, ...] = (0, 1, 1, 2)
    return choices[zlib.crc32(f"{image_key}{facet}".encode("utf-8", "replace")) % 4]


def _graded(value: float, *, fail: float, excel: float) -> Score:
    """2 from ``excel`` on, 0 from ``fail`` on, else 1. More is better if ``excel`` is the larger of the two."""
    sign = 1 if excel > fail else -1
    if sign * value >= sign * excel:
        return 2
    return 1 if sign * value > sign * fail else 0


def _noise(measures: PictureMeasures, _named: tuple[str, ...]) -> Finding:
    sigma = measures.detail.noise
    return Finding(
        _graded(sigma, fail=3.5, excel=1.2),
        f"noise sigma {sigma:.2f} grey levels (2 up to 1.2, 0 from 3.5)",
    )


def _edge_clarity(measures: PictureMeasures, _named: tuple[str, ...]) -> Finding:
    rise = measures.detail.edge_rise
    if rise is None:
        return Finding("N/A", "too few edges to measure")
    return Finding(
        _graded(rise, fail=0.34, excel=0.56),
        f"{rise:.0%} of an edge's contrast lies within one pixel (2 from 56%, 0 up to 34%)",
    )


def _resolution(measures: PictureMeasures, _named: tuple[str, ...]) -> Finding:
    side = min(measures.width, measures.height)
    detail = measures.detail.fine_detail
    if detail is None:
        return Finding(0, "no detail at all in the upper octaves of the spectrum")
    score = _graded(detail, fail=0.12, excel=0.27)
    if side < 512 and score == 2:
        score = 1
    if side < 256:
        score = 0
    return Finding(
        score,
        f"detail above half the Nyquist frequency is {detail:.2f} of the octave below (2 from 0.27, 0 up to 0.12); "
        f"the shorter side has {side} px (2 needs 512, 1 needs 256)",
    )


def _composition(measures: PictureMeasures, _named: tuple[str, ...]) -> Finding:
    offset, focus = measures.colour.imbalance, measures.colour.focus
    balance = _graded(offset, fail=0.16, excel=0.08)
    emphasis = _graded(focus, fail=0.28, excel=0.45)
    return Finding(
        _worse(balance, emphasis),
        f"the visual weight's centre is {offset:.2f} of a side off the middle (2 up to 0.08, 0 from 0.16), "
        f"and the heaviest fifth holds {focus:.0%} of it (2 from 45%, 0 up to 28%)",
    )


def _colour_harmony(measures: PictureMeasures, _named: tuple[str, ...]) -> Finding:
    share, chroma = measures.colour.harmony, measures.colour.chroma
    if share is None:
        return Finding("N/A", "no hues to set together")
    return Finding(
        _worse(_graded(share, fail=0.6, excel=0.8), _graded(chroma, fail=9, excel=16)),
        f"one classic scheme covers {share:.0%} of the hues (2 from 80%, 0 up to 60%), "
        f"and the mean chroma is {chroma:.1f} (2 from 16, muddy up to 9)",
    )


def _lighting(measures: PictureMeasures, _named: tuple[str, ...]) -> Finding:
    spread, clipped = measures.colour.tonal_range, measures.colour.clipped
    return Finding(
        _worse(_graded(spread, fail=0.38, excel=0.55), _graded(clipped, fail=0.4, excel=0.05)),
        f"lightness spans {spread:.0%} of its range (2 from 55%, 0 up to 38%), "
        f"and {clipped:.1%} of the pixels are clipped (2 up to 5%, 0 from 40%)",
    )


def _named_colours(measures: PictureMeasures, named: tuple[str, ...]) -> Finding:
    if not named:
        return Finding("N/A", "the prompt names no colour")
    shares = {name: measures.colour.colour_shares[name] for name in named}
    present = [name for name in named if shares[name] >= 0.006]
    score: Score = 1 if 2 * len(present) >= len(named) else 0
    if min(shares.values()) >= 0.015:
        score = 2
    areas = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
    return Finding(
        score,
        f"colours that the prompt names, by area: {areas} (2 when each covers 1.5%, 0 when most cover under 0.6%)",
    )


def _worse(first: Score, second: Score) -> Score:
    """The lower of two numeric scores."""
    return first if (first == "N/A" or second == "N/A" or first <= second) else second


Rule = Callable[[PictureMeasures, tuple[str, ...]], Finding]

RULES: dict[tuple[str, str], Rule] = {
    ("Detail", "Noise"): _noise,
    ("Detail", "Edge Clarity"): _edge_clarity,
    ("Resolution", "Resolution"): _resolution,
    ("Composition", "Composition"): _composition,
    ("Color Harmony", "Color Harmony"): _colour_harmony,
    ("Lighting", "Lighting & Atmosphere"): _lighting,
    ("Attributes", "Color"): _named_colours,
}
"""The rule of each facet that can be measured, by (sub-capability, facet)."""
