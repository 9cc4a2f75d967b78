"""A submission's turn in words: how long it takes, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.models import Team
from leaderboard.pipeline.admission.forecast import Turn, turn_of_new
from leaderboard.pipeline.loading import suites
from leaderboard.web.words import durations

_AT_ONCE_S = 60.0


@dataclass(frozen=True, slots=True)
class TurnWords:
    """``wait``: how long it takes; ``reason``: what it is computed from; ``place``: in the queue, from 1.

    - ``end``: when it is judged, and ``late``: rarely later than that; "" if that is not known.

    - ``is_known``: whether a judge is at work, so that ``wait`` can be said.
    - ``is_short``: whether its turn comes within a minute; ``is_long``: whether people should be warned.
    """

    wait: str
    reason: str
    place: int
    end: str
    late: str
    is_known: bool
    is_short: bool
    is_long: bool


def turn_words(turn: Turn) -> TurnWords:
    """A turn for its page and for the forms."""
    seconds = turn.begins_in_s
    return TurnWords(
        wait=_("no judge is running at the moment") if seconds is None else durations.about(seconds),
        reason=_reason(turn),
        place=turn.place,
        end="" if turn.ends_in_s is None else durations.about(turn.ends_in_s),
        late="" if turn.ends_by_s is None else durations.about(turn.ends_by_s),
        is_known=seconds is not None,
        is_short=seconds is not None and seconds < _AT_ONCE_S,
        is_long=seconds is not None and seconds > settings.SALON_ADMISSION_LONG_WAIT_S,
    )


def turn_words_of_new(team: Team) -> TurnWords | None:
    """The turn of what a team would submit now; None if no judge profile is loaded."""
    profile = suites.site_profile()
    return turn_words(turn_of_new(team, profile)) if profile else None


def _reason(turn: Turn) -> str:
    comma, semicolon = _(", "), _("; ")
    before = ngettext(
        "%(count)s submission before yours", "%(count)s submissions before yours", turn.submissions_before
    )
    reason = before % {"count": intcomma(turn.submissions_before)}
    if turn.submissions_before:
        authors = ngettext("by %(count)s author", "by %(count)s authors", turn.authors_before)
        reason += comma + authors % {"count": intcomma(turn.authors_before)}
    if turn.judges:
        judges = ngettext("%(count)s judge", "%(count)s judges", turn.judges) % {"count": turn.judges}
        pace = _("%(calls)s judgements an hour") if turn.is_measured else _("%(calls)s judgements an hour (assumed)")
        reason += semicolon + judges + comma + pace % {"calls": intcomma(_rounded(turn.calls_an_hour))}
    return reason


def _rounded(calls: float) -> int:
    """Two significant digits: more would look exact."""
    return int(float(f"{calls:.2g}"))
