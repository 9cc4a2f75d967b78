"""The events that people and their programs are told about, by mail and by webhooks."""

from __future__ import annotations

from typing import Final

from leaderboard.domain.text_enum import StrEnum


class Event(StrEnum):
    """The types of events, as webhooks send them. They never change their names."""

    SCORED = "submission.scored"
    FAILED = "submission.failed"
    REJECTED = "submission.rejected"
    CANCELLED = "submission.cancelled"
    RELEASE = "release.published"
    TEST = "webhook.test"
    """Sent on request only, to try a webhook."""


CHOOSABLE: Final = tuple(event for event in Event if event is not Event.TEST)
"""The events that a webhook can be registered for."""

MAILED_BY_DEFAULT: Final = (Event.SCORED, Event.FAILED, Event.REJECTED)
"""The events that a person is mailed about who has not chosen any."""
