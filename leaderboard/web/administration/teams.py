"""Teams with their quota and storage, and the people in them. Every account has a team of its own."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html

from leaderboard.models import Generator, Membership, Submission, Team
from leaderboard.pipeline.administration import people
from leaderboard.web.administration.actions import OperatorAction, ReasonForm
from leaderboard.web.administration.links import link_to, list_of
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table


class QuotaForm(ReasonForm):
    """Also asks for the number of submissions."""

    submission_quota = forms.IntegerField(
        min_value=1,
        max_value=people.MOST_QUOTA,
        required=False,
        label="Submissions",
        help_text="Leave empty for the site's own limit (QUOTA_SUBMISSIONS).",
    )


class StorageForm(ReasonForm):
    """Also asks for the number of GiB."""

    storage_quota_gib = forms.IntegerField(
        min_value=1,
        max_value=people.MOST_STORAGE_GIB,
        required=False,
        label="GiB",
        help_text="Leave empty for the site's own limit (ACCOUNT_STORAGE_GIB).",
    )


@admin.register(Team, site=administration)
class Teams(Table[Team]):
    """All teams; those of one person are named after its email address."""

    plural = "Teams"
    operator_actions = (
        OperatorAction(
            name="quota",
            title="Set quota",
            explains="How many submissions the team may make in QUOTA_DAYS days. Earlier submissions still count.",
            act=people.set_quota,
            foresee=people.foresee_quota,
            form=QuotaForm,
        ),
        OperatorAction(
            name="storage",
            title="Set storage",
            explains="How many GiB the team's files may use before further submissions are refused.",
            act=people.set_storage,
            foresee=people.foresee_storage,
            form=StorageForm,
        ),
    )
    list_display = ("shown_name", "created_at", "submission_quota", "storage_quota_gib")
    list_select_related = ("personal_of",)
    search_help_text = "Number, part of its name, or the start of a member's email address"
    readonly_fields = ("belongings",)

    def find(self, term: str) -> Q:
        members = Membership.objects.filter(user__email__istartswith=term).values("team")
        return super().find(term) | Q(name__icontains=term) | Q(pk__in=members)

    @admin.display(description="name")
    def shown_name(self, team: Team) -> str:
        """Its name, or the email address of its one person."""
        return str(team)

    @admin.display(description="has")
    def belongings(self, team: Team) -> str:
        """Links to lists of what belongs to the team."""
        return format_html(
            '<a href="{}">members</a> · <a href="{}">generators</a> · <a href="{}">submissions</a>',
            list_of(Membership, team=team.pk),
            list_of(Generator, team=team.pk),
            list_of(Submission, generator__team=team.pk),
        )


@admin.register(Membership, site=administration)
class Memberships(Table[Membership]):
    """Who belongs to which team. Owners of teams decide that."""

    plural = "Members of teams"
    list_display = ("team_link", "user_link", "role", "since")
    list_filter = ("role",)
    list_select_related = ("team__personal_of", "user")
    search_help_text = "Part of the team's name, or the start of the person's email address"
    team_link = link_to("team")
    user_link = link_to("user")

    def find(self, term: str) -> Q:
        return Q(team__name__icontains=term) | Q(user__email__istartswith=term)
