"""Why a message to a webhook or a mail was not accepted, and why a webhook was disabled."""

from __future__ import annotations

from leaderboard.domain.translatable import gettext_noop

MESSAGES = (
    gettext_noop("the receiver replied %(reply)s; a status from 200 to 299 is expected"),
    gettext_noop("the receiver replied %(status)s, a redirect; enter the address that it leads to"),
    gettext_noop("no reply within %(seconds)s s; answer first, and do the work afterwards"),
    gettext_noop("The webhook was disabled."),
    gettext_noop("The webhook's secret cannot be read, because KEY_SECRET was changed."),
    gettext_noop("This is a failure on our side."),
    gettext_noop("Our workers could not send this within the time allowed."),
    gettext_noop("The receiver replied 410 Gone, which means that it wants no more requests."),
    gettext_noop("All attempts within 3 days failed."),
    gettext_noop("the mail server refuses the address"),
    gettext_noop("the mail server did not accept the mail: %(reply)s"),
)
