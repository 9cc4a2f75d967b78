"""Schemas of webhooks and their deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator

from leaderboard.api.fields import Name
from leaderboard.api.request_schema import RequestSchema
from leaderboard.domain.events import CHOOSABLE
from leaderboard.domain.submission.endpoint_fields import MOST_URL_CHARACTERS, check_base_url


def _callable(value: str) -> str:
    check_base_url(value)
    return value


def _known(value: str) -> str:
    if value not in CHOOSABLE:
        raise ValueError(f"{value!r} is not an event; these are: {', '.join(CHOOSABLE)}")
    return value


Url = Annotated[
    str,
    Field(max_length=MOST_URL_CHARACTERS, examples=["https://ci.example.org/salon"]),
    AfterValidator(_callable),
]
EventName = Annotated[
    str, Field(examples=["submission.scored"], json_schema_extra={"enum": [*CHOOSABLE]}), AfterValidator(_known)
]


class WebhookIn(RequestSchema):
    """A webhook to register."""

    name: Name
    url: Url = Field(repr=False)  # it may contain a key
    events: list[EventName] = Field(min_length=1)
    team: int | None = Field(
        None, description="Whose it is: one of your teams; by default your own space, or the token's only team."
    )


class WebhookChangesIn(RequestSchema):
    """What is to be changed; null leaves a value as it is."""

    name: Name | None = None
    url: Url | None = Field(None, repr=False)
    events: list[EventName] | None = Field(None, min_length=1)
    enabled: bool | None = None


class WebhookOut(Schema):
    """A webhook. ``url`` is its address without anything that resembles a key.

    ``disabled_cause``: why Salon disabled it; "" if you did. ``former_until``: until then, requests are signed with the
    former secret as well.
    """

    id: int
    team: int
    name: str
    url: str
    events: list[str]
    created_at: datetime
    enabled: bool
    disabled_at: datetime | None
    disabled_cause: str
    former_until: datetime | None


class SecretWebhookOut(WebhookOut):
    """A webhook with its new secret, which is not shown again."""

    secret: str


class AttemptOut(Schema):
    """One request: the HTTP ``status`` of its reply (null: no reply), and the ``cause`` of a failure, or ""."""

    at: datetime
    status: int | None
    cause: str
    reply: str = Field(description="The start of the reply's body.")
    seconds: float


class DeliveryOut(Schema):
    """One event for one webhook. ``outcome``: pending, delivered or failed; ``message_id`` identifies the event."""

    id: int
    message_id: str
    event: str
    outcome: str
    cause: str
    created_at: datetime
    ended_at: datetime | None
    next_attempt_at: datetime | None
    attempts: list[AttemptOut]
    payload: dict[str, Any]


class DeliveryPage(Schema):
    """A page of deliveries."""

    items: list[DeliveryOut]
    next: str | None
