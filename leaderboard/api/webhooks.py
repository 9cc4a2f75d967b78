"""Webhooks: registering them, their secrets, tests, and the log of deliveries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from leaderboard.api.auth import TokenAuth, person
from leaderboard.api.cursors import Cursor, Limit, page_of
from leaderboard.api.generators import team_for
from leaderboard.api.webhook_schemas import (
    DeliveryOut,
    DeliveryPage,
    SecretWebhookOut,
    WebhookChangesIn,
    WebhookIn,
    WebhookOut,
)
from leaderboard.pipeline.notifying import webhooks as pipeline
from leaderboard.queries.visibility import deliveries_of, own_deliveries, own_webhooks

if TYPE_CHECKING:
    from leaderboard.models import Webhook, WebhookDelivery

router = Router(auth=TokenAuth(), tags=["webhooks"])


@router.get("/webhooks", response=list[WebhookOut])
def list_webhooks(request: HttpRequest) -> Any:
    """Your webhooks, and those of the teams in which you may change things."""
    return [_out(webhook) for webhook in own_webhooks(person(request))]


@router.post("/webhooks", response={201: SecretWebhookOut})
def create_webhook(request: HttpRequest, payload: WebhookIn) -> Any:
    """Register a webhook; the reply has its secret, which is not shown again."""
    spec = pipeline.WebhookSpec(payload.name, payload.url, payload.events)
    made, secret = pipeline.create(team_for(person(request), payload.team), spec)
    return Status(201, _out(_own(request, made.pk)) | {"secret": secret})


@router.get("/webhooks/{webhook}", response=WebhookOut)
def show_webhook(request: HttpRequest, webhook: int) -> Any:
    """One of your webhooks."""
    return _out(_own(request, webhook))


@router.patch("/webhooks/{webhook}", response=WebhookOut)
def change_webhook(request: HttpRequest, webhook: int, payload: WebhookChangesIn) -> Any:
    """Change a webhook, disable it or enable it. What happens while it is disabled is not sent later."""
    row = _own(request, webhook)
    if payload.name or payload.url or payload.events:
        pipeline.change(row, name=payload.name or "", url=payload.url or "", events=payload.events or ())
    if payload.enabled is not None:
        (pipeline.enable if payload.enabled else pipeline.disable)(row)
    return _out(_own(request, webhook))


@router.delete("/webhooks/{webhook}", response={204: None})
def delete_webhook(request: HttpRequest, webhook: int) -> Any:
    """Delete a webhook and its log."""
    pipeline.delete_webhook(_own(request, webhook))
    return Status(204, None)


@router.post("/webhooks/{webhook}/secret", response=SecretWebhookOut)
def rotate_secret(request: HttpRequest, webhook: int) -> Any:
    """Give a webhook a new secret. For 24 hours, requests are also signed with the former one."""
    secret = pipeline.rotate_secret(_own(request, webhook))
    return _out(_own(request, webhook)) | {"secret": secret}


@router.post("/webhooks/{webhook}/test", response={201: DeliveryOut})
def send_test(request: HttpRequest, webhook: int) -> Any:
    """Send a test event, once; the delivery shows what the receiver replied."""
    sent = pipeline.send_test(_own(request, webhook))
    return Status(201, _delivery_out(_own_delivery(request, webhook, sent.pk)))


@router.get("/webhooks/{webhook}/deliveries", response=DeliveryPage)
def list_deliveries(request: HttpRequest, webhook: int, cursor: Cursor = "", limit: Limit = 100) -> Any:
    """A webhook's deliveries of the last 30 days, newest first, in pages."""
    deliveries = deliveries_of(_own(request, webhook))
    page = page_of(deliveries, "-pk", cursor, limit, of=f"deliveries of {webhook}")
    return page.out([_delivery_out(delivery) for delivery in page.rows])


@router.get("/webhooks/{webhook}/deliveries/{delivery}", response=DeliveryOut)
def show_delivery(request: HttpRequest, webhook: int, delivery: int) -> Any:
    """One delivery with its content and attempts."""
    return _delivery_out(_own_delivery(request, webhook, delivery))


@router.post("/webhooks/{webhook}/deliveries/{delivery}/send", response=DeliveryOut)
def send_again(request: HttpRequest, webhook: int, delivery: int) -> Any:
    """Send an ended delivery again, with the same message ID and content."""
    pipeline.send_again(_own_delivery(request, webhook, delivery))
    return _delivery_out(_own_delivery(request, webhook, delivery))


def _own(request: HttpRequest, webhook: int) -> Webhook:
    return get_object_or_404(own_webhooks(person(request)), pk=webhook)


def _own_delivery(request: HttpRequest, webhook: int, delivery: int) -> WebhookDelivery:
    return get_object_or_404(own_deliveries(person(request)), webhook=webhook, pk=delivery)


def _out(webhook: Webhook) -> dict[str, Any]:
    names = ("id", "name", "events", "created_at", "disabled_at", "disabled_cause", "former_until")
    facts = {name: getattr(webhook, name) for name in names}
    return facts | {"team": webhook.team_id, "url": webhook.shown_url, "enabled": webhook.disabled_at is None}


def _delivery_out(delivery: WebhookDelivery) -> dict[str, Any]:
    names = ("id", "message_id", "event", "outcome", "cause", "created_at", "ended_at")
    return {name: getattr(delivery, name) for name in names} | {
        "next_attempt_at": delivery.due_at if delivery.ended_at is None else None,
        "attempts": list(delivery.attempts.all()),
        "payload": json.loads(delivery.payload),
    }
