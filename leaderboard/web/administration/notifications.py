"""Webhooks, their deliveries, and mails about events: what is sent, and why an attempt failed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from leaderboard.models import Mail, Webhook, WebhookDelivery
from leaderboard.web.administration.links import link_to
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table


@admin.register(Webhook, site=administration)
class Webhooks(Table[Webhook]):
    """Webhooks of teams; keys in their addresses are hidden."""

    list_display = ("pk", "name", "shown_url", "team_link", "created_at", "disabled_at", "disabled_cause")
    list_select_related = ("team__personal_of",)
    raw_id_fields = ("team",)
    search_help_text = "Number, or part of its address"
    team_link = link_to("team")

    def find(self, term: str) -> Q:
        return super().find(term) | Q(shown_url__icontains=term)


@admin.register(WebhookDelivery, site=administration)
class WebhookDeliveries(Table[WebhookDelivery]):
    """Events sent to webhooks in the last 30 days. What was sent is private, so it is not shown."""

    list_display = ("pk", "webhook_link", "event", "outcome", "attempt", "cause", "created_at", "due_at", "ended_at")
    list_filter = ("outcome",)
    list_select_related = ("webhook",)
    raw_id_fields = ("webhook",)
    exclude = ("payload",)
    search_help_text = "Number of its webhook"
    webhook_link = link_to("webhook")

    def find(self, term: str) -> Q:
        return Q(webhook=int(term)) if term.isdecimal() and len(term) < 12 else Q(pk__in=[])


@admin.register(Mail, site=administration)
class Mails(Table[Mail]):
    """Mails about events. What they say is private, so it is not shown."""

    list_display = ("pk", "user_link", "event", "outcome", "attempt", "cause", "created_at", "due_at", "ended_at")
    list_filter = ("outcome",)
    list_select_related = ("user",)
    raw_id_fields = ("user",)
    exclude = ("data",)
    search_help_text = "The start of its reader's email address"
    user_link = link_to("user")

    def find(self, term: str) -> Q:
        return Q(user__email__istartswith=term)
