"""What the address of a gate's page asks for. A level's margin is a parameter of the level's name: ``?overall=1``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from leaderboard.domain.gate.margins import read_margins
from leaderboard.domain.gate.planning import DEFAULT_ALPHA
from leaderboard.domain.gate.verdicts import GateError
from leaderboard.domain.score_path import ScorePath
from leaderboard.pipeline.gate.submissions import DEFAULT_MARGINS

ALPHAS = (0.01, 0.05, 0.1)
_MOST_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """``baseline``: 0 if none is named. ``margins``: points by the slug of a level. ``fault``: what cannot be read."""

    baseline: int
    margins: Mapping[str, float]
    alpha: float
    language: str
    fault: str = ""


def parse(parameters: QueryDict, levels: Sequence[ScorePath]) -> Asked:
    """The parameters, with defaults for those that are absent; fields that are left empty are absent."""
    number = parameters.get("baseline", "")
    baseline = int(number) if number.isascii() and number.isdigit() and len(number) <= _MOST_NUMBER else 0
    given = [f"{path.slug}={text}" for path in levels if (text := parameters.get(path.slug, "").strip())]
    margins, fault = dict(DEFAULT_MARGINS), ""
    try:
        margins = read_margins(given) or margins
    except GateError:
        fault = _("A margin is a number of points such as 1 or 0.5.")
    return Asked(baseline, margins, _alpha(parameters.get("alpha", "")), parameters.get("language", "")[:10], fault)


def _alpha(text: str) -> float:
    try:
        alpha = float(text)
    except ValueError:
        return DEFAULT_ALPHA
    return alpha if 0 < alpha < 0.5 else DEFAULT_ALPHA
