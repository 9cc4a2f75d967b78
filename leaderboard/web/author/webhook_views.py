"""An author's webhooks: list, register, change, try, and the log of what was sent."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leaderboard.domain.events import MAILED_BY_DEFAULT
from leaderboard.models import Webhook
from leaderboard.pipeline import accounts
from leaderboard.pipeline.notifying import webhooks as pipeline
from leaderboard.queries.teams import usable_teams
from leaderboard.queries.visibility import deliveries_of, own_deliveries, own_webhooks
from leaderboard.web.author.forms.webhooks import NewWebhookForm, WebhookForm
from leaderboard.web.http.requests import AuthorRequest
from leaderboard.web.words import labels

_DELIVERIES_PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def index(request: AuthorRequest) -> HttpResponse:
    """The author's webhooks, and the form that registers one."""
    teams = usable_teams(request.user)
    form = NewWebhookForm(request.POST or None, initial={"events": [*MAILED_BY_DEFAULT]}, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            webhook, secret = pipeline.create(form.team(), form.spec())
        except accounts.TooMany as reason:
            form.add_error(None, str(reason))
        else:
            return _page(request, webhook.pk, secret=secret)
    context = {"form": form, "webhooks": own_webhooks(request.user), "events": labels.EVENTS, "teams": teams}
    return render(request, "author/webhooks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def detail(request: AuthorRequest, webhook_id: int) -> HttpResponse:
    """One webhook: its state, the form that changes it, and its log."""
    webhook = _own(request, webhook_id)
    form = _form(webhook, request.POST or None)
    if request.method == "POST" and form.is_valid():
        pipeline.change(webhook, **form.cleaned_data)
        messages.success(request, _("The webhook is changed."))
        return redirect("webhook", webhook_id)
    return _page(request, webhook_id, form)


@require_safe
@login_required
@never_cache
def delivery(request: AuthorRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    """One delivery: what is sent, and each attempt, which htmx polls for while it is being sent."""
    row = get_object_or_404(own_deliveries(request.user), webhook=webhook_id, pk=delivery_id)
    context = {
        "webhook": row.webhook,
        "delivery": row,
        "content": json.dumps(json.loads(row.payload), ensure_ascii=False, indent=2),
        "event": labels.EVENTS.get(row.event, row.event),
        "sending": labels.SENDINGS[row.outcome],
        "badge": labels.SENDING_BADGES[row.outcome],
    }
    template = "author/_delivery.html" if request.htmx else "author/delivery.html"
    return render(request, template, context)


@require_POST
@login_required
@never_cache
def rotate_secret(request: AuthorRequest, webhook_id: int) -> HttpResponse:
    """Give a webhook a new secret, and show it."""
    return _page(request, webhook_id, secret=pipeline.rotate_secret(_own(request, webhook_id)))


@require_POST
@login_required
def test(request: AuthorRequest, webhook_id: int) -> HttpResponse:
    """Send a test event, and show what comes of it."""
    try:
        sent = pipeline.send_test(_own(request, webhook_id))
    except accounts.TooMany as reason:
        messages.error(request, str(reason))
        return redirect("webhook", webhook_id)
    return redirect("webhook-delivery", webhook_id, sent.pk)


@require_POST
@login_required
def send_again(request: AuthorRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Send an ended delivery again."""
    try:
        pipeline.send_again(get_object_or_404(own_deliveries(request.user), webhook=webhook_id, pk=delivery_id))
    except accounts.TooMany as reason:
        messages.error(request, str(reason))
    return redirect("webhook-delivery", webhook_id, delivery_id)


@require_POST
@login_required
def switch(request: AuthorRequest, webhook_id: int) -> HttpResponse:
    """Disable a webhook, or enable it again."""
    webhook = _own(request, webhook_id)
    if webhook.disabled_at is None:
        pipeline.disable(webhook)
        messages.success(request, _("The webhook is disabled. What happens meanwhile is not sent later."))
    else:
        pipeline.enable(webhook)
        messages.success(request, _("The webhook is enabled."))
    return redirect("webhook", webhook_id)


@require_POST
@login_required
def delete(request: AuthorRequest, webhook_id: int) -> HttpResponse:
    """Delete a webhook and its log."""
    pipeline.delete_webhook(_own(request, webhook_id))
    messages.success(request, _("The webhook is deleted."))
    return redirect("webhooks")


def _own(request: AuthorRequest, webhook_id: int) -> Webhook:
    return get_object_or_404(own_webhooks(request.user), pk=webhook_id)


def _page(request: AuthorRequest, webhook_id: int, form: WebhookForm | None = None, secret: str = "") -> HttpResponse:
    """A webhook's page; ``secret`` is shown in this reply only."""
    webhook = _own(request, webhook_id)
    context = {
        "webhook": webhook,
        "form": form or _form(webhook),
        "secret": secret,
        "page": Paginator(deliveries_of(webhook), _DELIVERIES_PER_PAGE).get_page(request.GET.get("page")),
        "events": labels.EVENTS,
        "sendings": labels.SENDINGS,
        "badges": labels.SENDING_BADGES,
    }
    return render(request, "author/webhook.html", context)


def _form(webhook: Webhook, data: QueryDict | None = None) -> WebhookForm:
    initial = {"name": webhook.name, "events": webhook.events}
    return WebhookForm(data, initial=initial, shown_url=webhook.shown_url)
