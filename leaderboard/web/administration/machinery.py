"""Workers, ongoing faults, the sweeper's failures, and uploads in progress."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from leaderboard.models import Alert, PictureSet, SubmissionStorage, SweepFailure, UploadSession, Worker
from leaderboard.web.administration.links import link_to
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table


@admin.register(Worker, site=administration)
class Workers(Table[Worker]):
    """Worker processes that have reported within a day."""

    list_display = ("name", "seen_at", "clock_ahead_s", "judge_calls")
    ordering = ("name",)
    search_help_text = "Part of its name"

    def find(self, term: str) -> Q:
        return Q(name__icontains=term)


@admin.register(Alert, site=administration)
class Alerts(Table[Alert]):
    """Ongoing faults on our side; each disappears when it is over."""

    list_display = ("pk", "kind", "subject", "cause", "since", "seen_at", "times")
    list_filter = ("kind",)
    search_help_text = "The start of a path"

    def find(self, term: str) -> Q:
        return Q(subject__startswith=term)


@admin.register(SweepFailure, site=administration)
class SweepFailures(Table[SweepFailure]):
    """The sweeper's failures; each disappears after a success."""

    list_display = ("pk", "step", "row", "cause", "attempt", "failed_at", "due_at")
    search_help_text = "A row, for example “submission 17”"

    def find(self, term: str) -> Q:
        return Q(row__iexact=term)


@admin.register(SubmissionStorage, site=administration)
class StorageOfSubmissions(Table[SubmissionStorage]):
    """Bytes of submissions' pictures and of their copies, as last counted."""

    list_display = ("submission_link", "picture_bytes", "rendition_bytes", "counted_at")
    list_select_related = ("submission",)
    raw_id_fields = ("submission",)
    ordering = ("-picture_bytes",)
    search_help_text = "Number of a submission"
    submission_link = link_to("submission")

    def find(self, term: str) -> Q:
        return Q(submission=int(term)) if term.isdecimal() and len(term) < 12 else Q(pk__in=[])


@admin.register(UploadSession, site=administration)
class Uploads(Table[UploadSession]):
    """Bundles sent straight to the bucket; ended uploads are deleted after a month."""

    list_display = ("pk", "owner_link", "file_name", "byte_size", "created_at", "ended_at", "submission_link", "cause")
    list_select_related = ("owner", "submission")
    raw_id_fields = ("owner", "generator", "submission")
    ordering = ("-created_at",)
    search_help_text = "Part of its author's email address"
    owner_link = link_to("owner")
    submission_link = link_to("submission")

    def find(self, term: str) -> Q:
        return Q(owner__email__icontains=term)


@admin.register(PictureSet, site=administration)
class PictureSets(Table[PictureSet]):
    """Pictures sent one by one, before and after they are submitted."""

    list_display = ("pk", "owner_link", "byte_size", "created_at", "expires_at", "ended_at", "submission_link", "cause")
    list_select_related = ("owner", "submission")
    raw_id_fields = ("owner", "generator", "suite", "submission")
    ordering = ("-created_at",)
    search_help_text = "The start of its author's email address"
    owner_link = link_to("owner")
    submission_link = link_to("submission")

    def find(self, term: str) -> Q:
        return Q(owner__email__istartswith=term)
