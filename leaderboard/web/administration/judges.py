"""Judge profiles, their servers, and the servers' collapses."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from leaderboard.models import AnnouncedJudge, JudgeIncident, JudgeProfile, JudgeServer
from leaderboard.pipeline.administration import judgements
from leaderboard.web.administration.actions import OperatorAction, ReasonForm
from leaderboard.web.administration.links import link_to
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table


class TimesForm(ReasonForm):
    """Also asks for the start and the end."""

    since = forms.DateTimeField(label="From (UTC)", help_text="For example 2026-11-29 17:00")
    until = forms.DateTimeField(required=False, label="Until (UTC)", help_text="Leave empty for the present time.")


@admin.register(JudgeProfile, site=administration)
class Profiles(Table[JudgeProfile]):
    """Frozen judge profiles; their texts are on their public pages."""

    list_display = ("__str__", "title", "comparable", "caveat", "sha256", "loaded_at")
    search_help_text = "Number, or the start of its name or seal"
    exclude = ("files",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[JudgeProfile]:
        return super().get_queryset(request).defer("files")

    def find(self, term: str) -> Q:
        return super().find(term) | Q(key__istartswith=term) | Q(sha256__startswith=term.lower())

    def public_page(self, row: JudgeProfile) -> str:
        return reverse("judge", args=[row.key, row.version])


@admin.register(JudgeServer, site=administration)
class Servers(Table[JudgeServer]):
    """Judge servers as the workers last saw them."""

    operator_actions = (
        OperatorAction(
            name="rejudge",
            title="Repeat its judgements",
            explains="For a judge that gave bad replies. Its judgements of that time are set aside and repeated by "
            "any judge at work. Public submissions do not change.",
            act=judgements.rejudge_server,
            foresee=judgements.foresee_rejudging_of_server,
            form=TimesForm,
            reason_is_read_by="the authors of these submissions",
            for_many=False,
        ),
    )
    list_display = ("name", "profile_link", "breaker", "refusal", "drift", "seen_at", "canary_at")
    list_filter = ("breaker",)
    list_select_related = ("judge_profile",)
    search_help_text = "Number, or part of its name"
    profile_link = link_to("judge_profile")

    def get_queryset(self, request: HttpRequest) -> QuerySet[JudgeServer]:
        return super().get_queryset(request).defer("judge_profile__files")

    def find(self, term: str) -> Q:
        return super().find(term) | Q(name__icontains=term)

    def public_page(self, row: JudgeServer) -> str:
        return reverse("operations")


@admin.register(AnnouncedJudge, site=administration)
class Announced(Table[AnnouncedJudge]):
    """Judges as GPU nodes announce them."""

    list_display = ("address", "profile", "node", "state", "engine_version", "seen_at", "cause")
    list_filter = ("state",)
    search_help_text = "Number, or part of its address or its node's name"

    def find(self, term: str) -> Q:
        return super().find(term) | Q(address__icontains=term) | Q(node__icontains=term)

    def public_page(self, row: AnnouncedJudge) -> str:
        return reverse("operations")


@admin.register(JudgeIncident, site=administration)
class Incidents(Table[JudgeIncident]):
    """Periods in which a judge's replies were meaningless."""

    list_display = ("pk", "server", "profile_link", "since", "closed_at", "judgements", "cause")
    list_select_related = ("judge_profile",)
    search_help_text = "Number, or part of the server's name"
    profile_link = link_to("judge_profile")

    def get_queryset(self, request: HttpRequest) -> QuerySet[JudgeIncident]:
        return super().get_queryset(request).defer("judge_profile__files")

    def find(self, term: str) -> Q:
        return super().find(term) | Q(server__icontains=term)
