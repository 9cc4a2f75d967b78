"""The seal over what was judged: equal wherever the same pictures got the same replies and scores.

It leaves out what is a fact of the place: the number of the submission, the names of the generator, at which attempt a
reply came, and the order in which the scores are listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from leaderboard.domain.canonical import canonical_bytes

_PLACE = "attempt"
_FACTS = ("pictures_per_prompt",)
"""Facts of the head that early evidence lacks."""


class JudgedSeal:
    """A SHA-256 over the canonical bytes of the head's content and of each picture, in the order of the file."""

    def __init__(self, head: Mapping[str, Any]) -> None:
        self._digest = hashlib.sha256()
        self._add(
            {
                "languages": head["languages"],
                **{name: head[name] for name in _FACTS if name in head},
                "suite": head["suite"]["sha256"],
                "judge_profile": head["judge_profile"]["sha256"],
                "scores": sorted(head["scores"], key=lambda score: score[:3]),
            }
        )

    def add(self, picture: Mapping[str, Any]) -> None:
        """Add the line of a picture."""
        judgements = [
            {name: value for name, value in judgement.items() if name != _PLACE} for judgement in picture["judgements"]
        ]
        self._add({**picture, "judgements": judgements})

    def hex(self) -> str:
        """The seal of what was added so far."""
        return self._digest.hexdigest()

    def _add(self, value: Mapping[str, Any]) -> None:
        self._digest.update(canonical_bytes(value) + b"\n")
