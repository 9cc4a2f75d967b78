"""Boards and their releases."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from leaderboard.models import Board, Evidence, Release
from leaderboard.pipeline.administration import boards
from leaderboard.web.administration.actions import OperatorAction
from leaderboard.web.administration.links import link_to, list_of
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table

_LARGE = ("content", "changes", "columns", "noise_floor", "field_levels")


@admin.register(Board, site=administration)
class Boards(Table[Board]):
    """Suite × judge profile × language, with the release that is due, if any."""

    operator_actions = (
        OperatorAction(
            name="publish",
            title="Publish now",
            explains="Publishes a new release of what is public now, without waiting after failed attempts.",
            act=boards.publish_now,
            foresee=boards.foresee_publishing,
        ),
    )

    list_display = (
        "slug",
        "suite",
        "profile_link",
        "language",
        "publish_requested_at",
        "deadline_at",
        "attempt",
        "cause",
    )
    list_filter = ("language",)
    list_select_related = ("suite", "judge_profile")
    search_help_text = "Number, or part of its name in addresses"
    profile_link = link_to("judge_profile")
    readonly_fields = ("releases_link",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Board]:
        return super().get_queryset(request).defer("judge_profile__files")

    def find(self, term: str) -> Q:
        return super().find(term) | Q(slug__icontains=term)

    def public_page(self, row: Board) -> str:
        return reverse("board", args=[row.slug])

    @admin.display(description="releases")
    def releases_link(self, board: Board) -> str:
        """The list of its releases."""
        return format_html('<a href="{}">its releases</a>', list_of(Release, board=board.pk))


@admin.register(Release, site=administration)
class Releases(Table[Release]):
    """Numbered publications. They never change."""

    list_display = ("pk", "board_link", "number", "published_at", "short_seal", "code_version")
    list_select_related = ("board",)
    search_help_text = "Number in the database, or the start of its seal"
    exclude = _LARGE
    board_link = link_to("board")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        return super().get_queryset(request).select_related("board").defer(*_LARGE)

    def find(self, term: str) -> Q:
        return super().find(term) | Q(sha256__startswith=term.lower())

    def public_page(self, row: Release) -> str:
        return reverse("board-release", args=[row.board.slug, row.number])

    @admin.display(description="seal")
    def short_seal(self, release: Release) -> str:
        """The start of its SHA-256."""
        return release.sha256[:12]


@admin.register(Evidence, site=administration)
class EvidenceFiles(Table[Evidence]):
    """Evidence files of published submissions, written once."""

    plural = "Evidence files"
    list_display = ("pk", "submission_link", "sha256", "byte_size", "hidden", "written_at")
    list_select_related = ("submission",)
    raw_id_fields = ("submission",)
    search_help_text = "Number, or the start of its SHA-256"
    submission_link = link_to("submission")

    def find(self, term: str) -> Q:
        return super().find(term) | Q(sha256__startswith=term.lower())
