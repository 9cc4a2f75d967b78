"""Levels and their margins as people write them: ``overall=1.0`` on a command line, ``overall:1.0`` in an address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leaderboard.domain.gate.verdicts import GateError

_WRITTEN = re.compile(r"(?P<level>[a-z0-9-]+)[=:](?P<points>\d{1,3}(?:\.\d{1,6})?)", re.ASCII)


def read_margins(texts: Sequence[str]) -> dict[str, float]:
    """Points by the slug of a level, in the order given.

    Raises:
        GateError: when a text is neither LEVEL=POINTS nor LEVEL:POINTS, or a level is named twice.
    """
    margins: dict[str, float] = {}
    for text in texts:
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise GateError(f"the margin is {text!r}; LEVEL=POINTS is expected, such as overall=1.0")
        if found["level"] in margins:
            raise GateError(f"margins name {found['level']} more than once; one margin per level is expected")
        margins[found["level"]] = float(found["points"])
    return margins
