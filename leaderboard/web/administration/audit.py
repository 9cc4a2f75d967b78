"""The log of operators' actions. PostgreSQL refuses changes to it."""

from __future__ import annotations

from django.apps import apps
from django.contrib import admin
from django.db.models import Q
from django.urls import NoReverseMatch
from django.utils.html import format_html

from leaderboard.models import AuditEntry
from leaderboard.web.administration.links import page_of
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table


@admin.register(AuditEntry, site=administration)
class Entries(Table[AuditEntry]):
    """Who did what to what, when and why."""

    list_display = ("at", "actor", "action", "target", "reason", "details", "public")
    list_display_links = ("at",)
    list_filter = ("action", "public")
    search_help_text = "The beginning of the operator's email address, or a target such as “submission 17”"
    readonly_fields = ("at", "target")

    def find(self, term: str) -> Q:
        kind, _, key = term.rpartition(" ")
        return Q(actor__istartswith=term) | Q(target_kind=kind.replace(" ", ""), target_id=key)

    @admin.display
    def target(self, entry: AuditEntry) -> str:
        """The action's target, with a link while a row of this name exists."""
        name = entry.target_name or f"{entry.target_kind} {entry.target_id}"
        try:
            model = apps.get_model("leaderboard", entry.target_kind)
            return format_html('<a href="{}">{}</a>', page_of(model(pk=entry.target_id)), name)
        except (LookupError, NoReverseMatch):
            return name
