"""Webhooks and their deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from leaderboard.client.models.base import Object


class WebhookIn(Object):
    """A webhook to register."""

    name: str
    url: str = Field(repr=False)
    events: list[str]
    team: int | None = None


class WebhookChangesIn(Object):
    """What is to be changed; None leaves a value as it is."""

    name: str | None = None
    url: str | None = Field(None, repr=False)
    events: list[str] | None = None
    enabled: bool | None = None


class Webhook(Object):
    """A webhook. ``url`` is its address without anything that resembles a key.

    ``disabled_cause``: why Salon disabled it. ``former_until``: until then, the former secret is valid, too.
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


class SecretWebhook(Webhook):
    """A webhook with its new secret, which is not shown again."""

    secret: str = Field(repr=False)


class Attempt(Object):
    """One request: the HTTP status of its reply (None: no reply), and the cause of a failure, or ""."""

    at: datetime
    status: int | None
    cause: str
    reply: str
    seconds: float


class Delivery(Object):
    """One event for one webhook. ``outcome``: pending, delivered or failed."""

    id: int
    message_id: str
    event: str
    outcome: str
    cause: str
    created_at: datetime
    ended_at: datetime | None
    next_attempt_at: datetime | None
    attempts: list[Attempt]
    payload: dict[str, Any]
