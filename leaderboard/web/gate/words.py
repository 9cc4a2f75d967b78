"""The gate's answer in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from leaderboard.domain.gate.gate import LevelResult
from leaderboard.domain.gate.verdicts import Verdict
from leaderboard.domain.score_path import ScorePath
from leaderboard.web.words import labels
from leaderboard.web.words.data import translated
from leaderboard.web.words.numbers import points_apart

VERDICTS: dict[Verdict, labels.Text] = {
    Verdict.BETTER: pgettext_lazy("gate", "better"),
    Verdict.EQUIVALENT: pgettext_lazy("gate", "equivalent"),
    Verdict.WORSE: pgettext_lazy("gate", "worse"),
    Verdict.UNDECIDED: pgettext_lazy("gate", "undecided"),
}

_SENTENCES: dict[Verdict, labels.Text] = {
    Verdict.BETTER: gettext_lazy("Better: %(level)s changed by %(difference)s points (interval %(low)s to %(high)s)."),
    Verdict.EQUIVALENT: gettext_lazy(
        "Equivalent: %(level)s changed by %(difference)s points (interval %(low)s to %(high)s), so a drop beyond the "
        "margin of %(margin)s is excluded."
    ),
    Verdict.WORSE: gettext_lazy(
        "Worse: %(level)s changed by %(difference)s points (interval %(low)s to %(high)s); the drop may exceed the "
        "margin of %(margin)s."
    ),
    Verdict.UNDECIDED: gettext_lazy(
        "Undecided: %(level)s changed by %(difference)s points (interval %(low)s to %(high)s); both no drop and a drop "
        "beyond the margin of %(margin)s are possible."
    ),
}
_BEYOND = gettext_lazy(
    "Worse: %(level)s changed by %(difference)s points (interval %(low)s to %(high)s); the drop exceeds the margin of "
    "%(margin)s."
)


def level_name(path: ScorePath) -> str:
    """A level as pages name it."""
    return translated(path) or _("Overall")


def sentence(path: ScorePath, level: LevelResult) -> str:
    """The verdict on a level, and what it rests on."""
    facts = {
        "level": level_name(path),
        "difference": points_apart(level.difference),
        "low": points_apart(level.low),
        "high": points_apart(level.high),
        "margin": f"{level.requirement.margin:g}",
    }
    beyond = level.high is not None and level.high < -level.requirement.margin
    return str(_BEYOND if beyond else _SENTENCES[level.verdict]) % facts
