"""Prompt suites. Their prompts are on the public pages; those of a hidden suite are shown to nobody, not even here."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse

from leaderboard.models import PromptSuite
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table


@admin.register(PromptSuite, site=administration)
class Suites(Table[PromptSuite]):
    """Loaded suites; they are sealed."""

    list_display = ("__str__", "title", "languages", "hidden", "licence", "sha256", "loaded_at")
    list_filter = ("hidden",)
    search_help_text = "Number, or the start of its name or seal"

    def find(self, term: str) -> Q:
        return super().find(term) | Q(key__istartswith=term) | Q(sha256__startswith=term.lower())

    def public_page(self, row: PromptSuite) -> str:
        return reverse("suite", args=[row.key, row.version])
