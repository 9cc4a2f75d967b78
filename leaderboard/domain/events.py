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
    WEBHOOK_DISABLED = "webhook.disabled"
    """Only mailed: Salon disabled a webhook."""
    EXPORT_READY = "account.export_ready"
    """Only mailed: the copy of a person's data can be downloaded."""
    DELETION_REQUESTED = "account.deletion_requested"
    """Only mailed: the account will be deleted, with a link that cancels it."""
    DELETION_CANCELLED = "account.deletion_cancelled"
    """Only mailed: the account is kept."""


CHOOSABLE: Final = (Event.SCORED, Event.FAILED, Event.REJECTED, Event.CANCELLED, Event.RELEASE)
"""The events that webhooks and mails can be chosen for."""

MAILED_BY_DEFAULT: Final = (Event.SCORED, Event.FAILED, Event.REJECTED)
"""The events that a person is mailed about who has not chosen any."""
