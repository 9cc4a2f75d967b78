"""Accounts, their API tokens, and their quota."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html

from leaderboard.models import ApiToken, Generator, QuotaEntry, Submission, User
from leaderboard.pipeline.administration import people
from leaderboard.web.administration.actions import OperatorAction, ReasonForm
from leaderboard.web.administration.links import link_to, list_of
from leaderboard.web.administration.moderation import ACCOUNT_ACTIONS
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


@admin.register(User, site=administration)
class Accounts(Table[User]):
    """All accounts. Passwords are never shown, not even as hashes."""

    plural = "Accounts"
    operator_actions = (
        OperatorAction(
            name="quota",
            title="Set quota",
            explains="How many submissions the account may make in QUOTA_DAYS days. Earlier submissions still count.",
            act=people.set_quota,
            foresee=people.foresee_quota,
            form=QuotaForm,
        ),
        OperatorAction(
            name="storage",
            title="Set storage",
            explains="How many GiB the account's files may use before further submissions are refused.",
            act=people.set_storage,
            foresee=people.foresee_storage,
            form=StorageForm,
        ),
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
    )
    list_display = (
        "email",
        "date_joined",
        "last_login",
        "is_active",
        "is_staff",
        "submission_quota",
        "storage_quota_gib",
    )
    list_filter = ("is_active", "is_staff")
    search_help_text = "Number, or the start of the email address"
    exclude = ("password", "groups", "user_permissions", "first_name", "last_name")
    readonly_fields = ("belongings",)

    def find(self, term: str) -> Q:
        return super().find(term) | Q(email__istartswith=term)

    @admin.display(description="has")
    def belongings(self, user: User) -> str:
        """Links to lists of what belongs to the account."""
        return format_html(
            '<a href="{}">generators</a> · <a href="{}">submissions</a> · <a href="{}">quota</a> · '
            '<a href="{}">API tokens</a>',
            list_of(Generator, owner=user.pk),
            list_of(Submission, generator__owner=user.pk),
            list_of(QuotaEntry, user=user.pk),
            list_of(ApiToken, user=user.pk),
        )


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
    list_display = ("name", "user_link", "created_at")
    list_select_related = ("user",)
    search_help_text = "The start of its account's email address"
    exclude = ("digest",)
    user_link = link_to("user")

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
