"""Why the gate cannot compare two submissions. These are not recorded, but said on a page and in the API."""

from __future__ import annotations

from leaderboard.domain.translatable import gettext_noop

MESSAGES = (
    gettext_noop("submission %(number)s has no scores (%(state)s); a scored one is expected"),
    gettext_noop("baseline and candidate are both submission %(number)s; two submissions are expected"),
    gettext_noop(
        "submission %(first)s has the prompt suite %(suite)s, submission %(number)s has %(other)s; only scores of the "
        "same one can be compared"
    ),
    gettext_noop(
        "submission %(first)s has the judge profile %(profile)s, submission %(number)s has %(other)s; only scores of "
        "the same one can be compared"
    ),
    gettext_noop("submissions %(first)s and %(number)s share the prompt languages: %(shared)s; %(wanted)s is expected"),
    gettext_noop("submission %(number)s has %(read)s of %(count)s planned judgements; %(least)s are expected"),
    gettext_noop("there is no level %(level)s; expected are %(levels)s, or a level below these"),
    gettext_noop("the gate compares no level; at least one is expected, such as overall"),
    gettext_noop("%(level)s needs two prompts with scores of both; there are %(count)s"),
    gettext_noop("the margin of %(level)s is %(margin)s; 0 to 100 points are expected"),
    gettext_noop("%(level)s: named more than once; one margin per level is expected"),
    gettext_noop("the margin is %(margin)s; LEVEL=POINTS is expected, such as overall=1.0"),
    gettext_noop("margins name %(level)s more than once; one margin per level is expected"),
    gettext_noop("the number of levels is %(count)s; at least 1 is expected"),
    gettext_noop("spread %(spread)s and noise %(noise)s were given; points from 0 are expected"),
    gettext_noop("the power is %(power)s; at least 0.5 and less than 1 is expected, such as 0.8"),
    gettext_noop("the number of prompts is %(count)s; at least 2 is expected"),
    gettext_noop("alpha is %(alpha)s; a number between 0 and 0.5 is expected, such as 0.05"),
    # Parts of one of these:
    gettext_noop("none"),
    gettext_noop("at least one"),
)
