"""What varies within one subject: its traits (from the prompt) and its chance (from the seed)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Look:
    """``traits`` are words like "child" or "helmet"; ``seed`` decides everything that the prompt leaves open."""

    seed: int = 0
    traits: frozenset[str] = frozenset()

    def has(self, trait: str) -> bool:
        """Whether the subject has this trait."""
        return trait in self.traits

    def also(self, *traits: str) -> Look:
        """The same look with more traits."""
        return replace(self, traits=self.traits | set(traits))

    def chance(self, purpose: str, share: float) -> bool:
        """True in the given share of all seeds; the same seed and purpose give the same answer."""
        return self._draw(purpose) < share

    def choose(self, purpose: str, choices: Sequence[str]) -> str:
        """One of the choices: a trait if it is among them, else by chance."""
        named = [choice for choice in choices if choice in self.traits]
        return named[0] if named else choices[int(self._draw(purpose) * len(choices))]

    def _draw(self, purpose: str) -> float:
        return zlib.crc32(f"{self.seed} {purpose}".encode()) / 2**32
