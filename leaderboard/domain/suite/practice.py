"""The practice subset of a suite: a few prompts in which all dimensions and sub-capabilities keep their shares.

It follows from the suite and the rule alone, so everybody computes the same one. Prompts are added one by one: always
the one after which the shares differ least from those of the whole suite, measured as in a χ² test; of equal ones, the
one whose seal with the suite comes first, so that the order of prompts does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from leaderboard.domain.canonical import seal
from leaderboard.domain.rubric import FacetPath

RULE: Final = 1
"""The version of the rule by which new submissions choose. A changed rule is a new version; rows keep theirs."""

PRACTICE_PROMPTS: Final = 24

Stratum = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """``keys`` of the chosen prompts, in order. ``sha256`` seals them with the suite's seal and the rule."""

    rule: int
    keys: tuple[str, ...]
    sha256: str


def practice_of(suite_sha256: str, targets: Mapping[str, Iterable[FacetPath]], rule: int = RULE) -> Practice:
    """The practice subset of a suite; a suite with no more prompts than that is its own.

    Args:
        targets: the target facets of all prompts by the prompt's key, in the suite's order.

    Raises:
        ValueError: for a rule that this version does not know.
    """
    if rule != RULE:
        raise ValueError(f"the practice rule {rule} is not known; {RULE} is expected")
    strata = {key: _strata(paths) for key, paths in targets.items()}
    chosen = set(_chosen(suite_sha256, strata))
    keys = tuple(key for key in targets if key in chosen)
    return Practice(rule, keys, seal({"suite": suite_sha256, "rule": rule, "prompts": list(keys)}))


def _strata(paths: Iterable[FacetPath]) -> tuple[Stratum, ...]:
    """The dimensions and sub-capabilities that a prompt tests, each once."""
    found = {(path.dimension,) for path in paths} | {(path.dimension, path.sub_capability) for path in paths}
    return tuple(sorted(found))


def _chosen(suite_sha256: str, strata: Mapping[str, Sequence[Stratum]]) -> list[str]:
    in_suite = Counter(stratum for of_prompt in strata.values() for stratum in of_prompt)
    left = sorted(strata, key=lambda key: seal([suite_sha256, key]))
    taken: Counter[Stratum] = Counter()
    chosen: list[str] = []
    while left and len(chosen) < PRACTICE_PROMPTS:
        size = len(chosen) + 1

        def excess(key: str, size: int = size) -> Fraction:
            """How much Σ (taken − expected)² / expected grows with this prompt, up to a common factor."""
            surplus = (
                Fraction(2 * (taken[stratum] * len(strata) - size * in_suite[stratum]) + len(strata), in_suite[stratum])
                for stratum in strata[key]
            )
            return sum(surplus, Fraction(0))

        best = min(left, key=excess)  # the first of equal ones
        left.remove(best)
        chosen.append(best)
        taken.update(strata[best])
    return chosen
