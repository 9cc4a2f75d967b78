"""Sending what the outbox holds: claim a delivery → call the webhook or the mail server → record the attempt."""

from __future__ import annotations

import logging
from http import HTTPStatus
from smtplib import SMTPRecipientsRefused

from celery import shared_task
from django.conf import settings

from leaderboard.domain.submission.endpoint_secrets import secrets_of
from leaderboard.models import Mail, WebhookDelivery
from leaderboard.pipeline.notifying import deliveries, mails
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.heartbeat import extending_lease
from workers.clients.common.excerpts import excerpt
from workers.clients.webhooks.client import Message, Reply, WebhookClient
from workers.process import once
from workers.process.event_loop import close_at_shutdown, wait_for
from workers.process.outages import outlasting

log = logging.getLogger(__name__)

_PERMANENT = 500
"""SMTP's codes from here on mean that the same mail will not be accepted later."""


@once
def client() -> WebhookClient:
    """The process's guarded client. What may be called as an endpoint may be a webhook, too."""
    webhooks = WebhookClient(allowed=settings.SALON_ENDPOINT_ALLOWED_RANGES)
    close_at_shutdown(webhooks.close)
    return webhooks


@shared_task(name=queue.CALL_WEBHOOK)
def call_webhook(*, key: int) -> None:
    """Send one delivery to its webhook, once."""
    outgoing = outlasting(deliveries.claim, key)
    if outgoing is None:
        return
    message = Message(
        outgoing.message_id,
        outgoing.payload,
        outgoing.url,
        outgoing.secrets,
        hidden=[*secrets_of(outgoing.url, {}), *outgoing.secrets],
    )
    with extending_lease(WebhookDelivery, outgoing.token):
        reply = wait_for(client().send(message))
    outlasting(deliveries.record, key, outgoing.token, _attempt(reply))


@shared_task(name=queue.SEND_MAIL)
def send_mail(*, key: int) -> None:
    """Send one mail about an event, once."""
    claim = outlasting(mails.claim, key)
    if claim is None:
        return
    message, token = claim
    cause, is_final = "", False
    with extending_lease(Mail, token):
        try:
            message.send()
        except SMTPRecipientsRefused as error:
            cause = "the mail server refuses the address"
            is_final = all(code >= _PERMANENT for code, _ in error.recipients.values())
        except OSError as error:  # smtplib's other errors are OSErrors
            cause = f"the mail server did not accept the mail: {excerpt(str(error))}"
            log.warning("mail %s: %s", key, cause)
    outlasting(mails.record, key, token, cause, is_final=is_final)


def _attempt(reply: Reply) -> deliveries.Attempt:
    return deliveries.Attempt(
        reply.status,
        reply.seconds,
        reply.cause,
        reply.excerpt,
        gone=reply.status == HTTPStatus.GONE,
        retry_after_s=reply.retry_after_s,
    )
