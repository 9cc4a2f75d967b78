"""Generators and their submissions."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from leaderboard.models import (
    BundleRun,
    EndpointRun,
    GeneratedImage,
    Generator,
    JudgedImage,
    QuotaEntry,
    Submission,
)
from leaderboard.web.administration.links import link_to, list_of
from leaderboard.web.administration.moderation import MODEL_ACTIONS
from leaderboard.web.administration.moderation import SUBMISSION_ACTIONS as MODERATION
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.submission_actions import SUBMISSION_ACTIONS
from leaderboard.web.administration.tables import Table
from leaderboard.web.words.times import moment_text


@admin.register(Generator, site=administration)
class Generators(Table[Generator]):
    """Text-to-image models as their authors describe them."""

    operator_actions = MODEL_ACTIONS
    list_display = ("name", "organisation", "team_link", "owner_link", "licence", "open_weights", "created_at")
    list_filter = ("open_weights",)
    list_select_related = ("owner", "team__personal_of")
    search_help_text = "Number, or part of its name, its organisation or its owner's email address"
    owner_link = link_to("owner")
    team_link = link_to("team")
    readonly_fields = ("submissions_link",)

    def find(self, term: str) -> Q:
        texts = Q(name__icontains=term) | Q(organisation__icontains=term) | Q(owner__email__icontains=term)
        return super().find(term) | texts

    def public_page(self, row: Generator) -> str:
        return reverse("model", args=[row.pk])

    @admin.display(description="submissions")
    def submissions_link(self, generator: Generator) -> str:
        """The list of its submissions."""
        return format_html('<a href="{}">its submissions</a>', list_of(Submission, generator=generator.pk))


@admin.register(Submission, site=administration)
class Submissions(Table[Submission]):
    """All submissions, with their outcomes and the actions on them."""

    operator_actions = (*SUBMISSION_ACTIONS, *MODERATION)
    list_display = (
        *("pk", "generator_link", "owner_link", "kind", "suite", "stage", "outcome", "created_at", "public_at"),
        "short_cause",
    )
    list_filter = ("outcome", "stage", "kind", "suite", "judge_profile")
    list_select_related = ("generator__owner", "suite", "judge_profile")
    search_help_text = "Number, or part of its generator's name or its author's email address"
    linked_filters = ("generator__owner", "generator__team")
    readonly_fields = ("owner_link", "belongings", "source", "quota")
    generator_link = link_to("generator")
    owner_link = link_to("generator__owner", "author")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return super().get_queryset(request).defer("judge_profile__files")

    def find(self, term: str) -> Q:
        if term.isdecimal():
            return super().find(term)
        return Q(generator__name__icontains=term) | Q(generator__owner__email__icontains=term)

    def public_page(self, row: Submission) -> str:
        return reverse("submission", args=[row.pk])

    @admin.display(description="cause")
    def short_cause(self, submission: Submission) -> str:
        """The beginning of the cause."""
        return submission.cause if len(submission.cause) <= 80 else f"{submission.cause[:80]}…"

    @admin.display(description="has")
    def belongings(self, submission: Submission) -> str:
        """Links to lists of what belongs to the submission."""
        return format_html(
            '<a href="{}">pictures</a> · <a href="{}">judgings</a>',
            list_of(GeneratedImage, submission=submission.pk),
            list_of(JudgedImage, submission=submission.pk),
        )

    @admin.display
    def source(self, submission: Submission) -> str:
        """The endpoint or bundle, without secrets."""
        endpoint = EndpointRun.objects.filter(submission=submission).first()
        if endpoint is not None:
            paused = f", paused until {moment_text(endpoint.paused_until)}" if endpoint.paused_until else ""
            failed = f"{endpoint.failures_in_a_row} failed rounds, {endpoint.refusals_in_a_row} refusals in a row"
            return f"{endpoint.shown_url}, model {endpoint.model}: {failed}{paused}"
        bundle = BundleRun.objects.filter(submission=submission).first()
        if bundle is not None:
            waits = f"; waits: {bundle.waiting_for}" if bundle.waiting_for else ""
            return f"{bundle.file_name}, {bundle.byte_size:,} bytes, {bundle.checked_files} files checked{waits}"
        return "an import"

    @admin.display
    def quota(self, submission: Submission) -> str:
        """What it cost its author."""
        entry = QuotaEntry.objects.filter(submission=submission).first()
        if entry is None:
            return "cost nothing"
        return f"refunded {moment_text(entry.refunded_at)}" if entry.refunded_at else "cost one submission"
