"""Accounts, their API tokens, and what submissions cost."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html

from leaderboard.models import (
    AccountDeletion,
    ApiToken,
    DataExport,
    Generator,
    Membership,
    QuotaEntry,
    Submission,
    User,
    personal_team,
)
from leaderboard.pipeline.administration import people
from leaderboard.pipeline.leaving import by_operators
from leaderboard.web.administration.actions import OperatorAction, ReasonForm
from leaderboard.web.administration.links import link_to, list_of, page_of
from leaderboard.web.administration.moderation import ACCOUNT_ACTIONS
from leaderboard.web.administration.site import administration
from leaderboard.web.administration.tables import Table


class DeletionForm(ReasonForm):
    """Also asks whether to remove the author's name."""

    remove_name = forms.BooleanField(
        required=False,
        label="remove the author's name from its published work",
        help_text="From the next releases on. Earlier releases are sealed and keep it.",
    )


@admin.register(User, site=administration)
class Accounts(Table[User]):
    """All accounts. Passwords are never shown, not even as hashes."""

    plural = "Accounts"
    operator_actions = (
        OperatorAction(
            name="operator",
            title="Make an operator",
            explains="Operators see private submissions, act in the administration, and can make others operators.",
            act=people.make_operator,
            foresee=people.foresee_operator,
            for_many=False,
        ),
        OperatorAction(
            name="no-operator",
            title="Remove operator rights",
            explains="The account keeps its generators, submissions and tokens.",
            act=people.end_operator,
            foresee=people.foresee_no_operator,
            for_many=False,
        ),
        *ACCOUNT_ACTIONS,
        OperatorAction(
            name="delete",
            title="Delete the account",
            explains=(
                "In 7 days the account and everything private in its own space is deleted; published work and what "
                "belongs to its teams stays. Until then, its owner or an operator can cancel it."
            ),
            act=by_operators.request,
            foresee=by_operators.foresee_request,
            form=DeletionForm,
            for_many=False,
        ),
        OperatorAction(
            name="keep",
            title="Cancel the deletion",
            explains="The account stays as it is.",
            act=by_operators.keep,
            foresee=by_operators.foresee_keeping,
            for_many=False,
        ),
    )
    list_display = ("email", "date_joined", "last_login", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_help_text = "Number, or the start of the email address"
    exclude = (
        *("password", "groups", "user_permissions", "first_name", "last_name"),
        *("submission_quota", "storage_quota_gib"),
    )
    readonly_fields = ("belongings",)

    def find(self, term: str) -> Q:
        return super().find(term) | Q(email__istartswith=term)

    @admin.display(description="has")
    def belongings(self, user: User) -> str:
        """Links to lists of what belongs to the account."""
        return format_html(
            '<a href="{}">its own space, with its quota</a> · <a href="{}">teams</a> · <a href="{}">generators</a> · '
            '<a href="{}">submissions</a> · <a href="{}">quota entries</a> · <a href="{}">API tokens</a>',
            page_of(personal_team(user)),
            list_of(Membership, user=user.pk),
            list_of(Generator, owner=user.pk),
            list_of(Submission, generator__owner=user.pk),
            list_of(QuotaEntry, user=user.pk),
            list_of(ApiToken, user=user.pk),
        )


@admin.register(AccountDeletion, site=administration)
class Deletions(Table[AccountDeletion]):
    """Deletions of accounts: requested, cancelled and done. The actions are on the account's page."""

    plural = "Account deletions"
    list_display = ("pk", "user_link", "requested_at", "due_at", "by_operator", "cancelled_at", "done_at")
    list_filter = ("by_operator",)
    list_select_related = ("user",)
    raw_id_fields = ("user",)
    search_help_text = "The account's number, or the start of its email address"
    user_link = link_to("user")

    def find(self, term: str) -> Q:
        return Q(user=int(term)) if term.isdecimal() and len(term) < 19 else Q(user__email__istartswith=term)


@admin.register(DataExport, site=administration)
class Exports(Table[DataExport]):
    """Copies of people's data. Their files are for these people alone, so nothing here leads to one."""

    plural = "Copies of data"
    list_display = ("pk", "user_link", "state", "attempt", "cause", "created_at", "byte_size", "expires_at")
    list_filter = ("state",)
    list_select_related = ("user",)
    raw_id_fields = ("user",)
    exclude = ("name",)
    search_help_text = "The start of its account's email address"
    user_link = link_to("user")

    def find(self, term: str) -> Q:
        return Q(user__email__istartswith=term)


@admin.register(ApiToken, site=administration)
class Tokens(Table[ApiToken]):
    """API tokens by name. The tokens themselves are stored nowhere."""

    plural = "API tokens"
    operator_actions = (
        OperatorAction(
            name="delete",
            title="Delete",
            explains="For tokens that others may know. Their owner can create new ones.",
            act=people.delete_token,
            foresee=people.foresee_deletion,
        ),
    )
    list_display = ("name", "user_link", "team_link", "scopes", "created_at", "last_used_at", "expires_at")
    list_select_related = ("user", "team__personal_of")
    search_help_text = "The start of its account's email address"
    exclude = ("digest",)
    user_link = link_to("user")
    team_link = link_to("team")

    def find(self, term: str) -> Q:
        return Q(user__email__istartswith=term)


@admin.register(QuotaEntry, site=administration)
class QuotaEntries(Table[QuotaEntry]):
    """What each submission cost its author, and what was refunded."""

    plural = "Quota entries"
    list_display = ("submission_link", "user_link", "debited_at", "refunded_at")
    list_select_related = ("user", "submission")
    search_help_text = "The submission's number, or the start of the email address"
    submission_link = link_to("submission")
    user_link = link_to("user")

    def find(self, term: str) -> Q:
        return Q(submission=int(term)) if term.isdecimal() else Q(user__email__istartswith=term)
