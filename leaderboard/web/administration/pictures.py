"""The rows of pictures and their files.

The pictures themselves are on the author's pages, where each view is logged.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from leaderboard.models import GeneratedImage, StoredImage
from leaderboard.web.administration.links import link_to, list_of
from leaderboard.web.administration.moderation import PICTURE_ACTIONS
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table


@admin.register(GeneratedImage, site=administration)
class Pictures(Table[GeneratedImage]):
    """One row per picture of a submission, planned or made; samples are counted from 1."""

    operator_actions = PICTURE_ACTIONS
    list_filter = (("hidden_at", admin.EmptyFieldListFilter), ("excluded_at", admin.EmptyFieldListFilter))
    plural = "Pictures"
    list_display = (
        *("pk", "submission_link", "prompt", "language", "sample_number", "status", "stored_link", "failures"),
        "short_cause",
    )
    list_select_related = ("submission", "prompt", "stored")
    raw_id_fields = ("submission", "prompt", "stored")
    search_help_text = "Number, or the start of the file's SHA-256"
    submission_link = link_to("submission")
    stored_link = link_to("stored", "file")

    def find(self, term: str) -> Q:
        return super().find(term) if term.isdecimal() and len(term) < 12 else Q(stored__sha256__startswith=term.lower())

    def public_page(self, row: GeneratedImage) -> str | None:
        return reverse("image", args=[row.pk]) if row.stored_id else None

    @admin.display(description="sample", ordering="sample")
    def sample_number(self, image: GeneratedImage) -> int:
        """Which of the pictures of its prompt and language."""
        return image.sample + 1

    @admin.display(description="cause")
    def short_cause(self, image: GeneratedImage) -> str:
        """The beginning of the cause."""
        return image.cause if len(image.cause) <= 80 else f"{image.cause[:80]}…"


@admin.register(StoredImage, site=administration)
class Files(Table[StoredImage]):
    """Files of pictures, by SHA-256; equal pictures share one file."""

    plural = "Files"
    list_display = (
        "pk",
        "format",
        "width",
        "height",
        "byte_size",
        "stored_at",
        "rendered_at",
        "deleted_at",
        "deleted_because",
    )
    ordering = ("pk",)
    search_help_text = "The start of its SHA-256"
    readonly_fields = ("used_by",)

    def find(self, term: str) -> Q:
        return Q(sha256__startswith=term.lower())

    @admin.display(description="used by")
    def used_by(self, stored: StoredImage) -> str:
        """The list of the pictures with this file."""
        return format_html('<a href="{}">pictures with this file</a>', list_of(GeneratedImage, stored=stored.pk))
