"""The base of all tables' pages: read-only, and fast with millions of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.contrib import admin, messages
from django.db import OperationalError, connection, transaction
from django.db.models import BinaryField, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.http import urlencode

from leaderboard.models import AuditEntry, Submission
from leaderboard.pipeline.administration.audit import record_view
from leaderboard.queries.visibility import is_operator
from leaderboard.web.administration import confirming
from leaderboard.web.administration.actions import OperatorAction
from leaderboard.web.administration.links import list_of
from leaderboard.web.administration.paging import ShortPaginator

Row = TypeVar("Row", bound=Model)

_SECRET = {"password", "digest"}
_LIST_TIME = "5s"
_TOO_SLOW = "This list took longer than 5 seconds. Search for something more specific, or use fewer filters."


class Table(admin.ModelAdmin[Row]):
    """The pages of one table. Rows are never edited here; ``operator_actions`` are the actions on them.

    A subclass defines what to list, what ``find`` searches for, and where the site shows a row.
    """

    operator_actions: ClassVar[Sequence[OperatorAction[Any]]] = ()
    search_fields = ("pk",)  # shows the search box; ``find`` decides
    search_help_text = "Its number"
    plural: ClassVar[str] = ""
    """Its name in the list of tables, if not the plural of the model's name."""
    linked_filters: ClassVar[Sequence[str]] = ()
    """Lookups over several tables that links to this list use, such as "generator__owner"."""
    ordering = ("-pk",)
    sortable_by = ()
    paginator = ShortPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 50
    actions_selection_counter = True

    # --- for subclasses -----------------------------------------------------------------------------------------------
    def find(self, term: str) -> Q:
        """The rows that match a search term."""
        return Q(pk=int(term)) if term.isdecimal() and len(term) < 19 else Q(pk__in=[])

    def public_page(self, row: Row) -> str | None:
        """The address of a row's page on the site."""
        return None

    def private_submission(self, row: Row) -> Submission | None:
        """The private submission whose pictures or verdicts this page shows: each view is logged."""
        return None

    # --- reading only -------------------------------------------------------------------------------------------------
    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_operator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return is_operator(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whether the list may be filtered by this lookup: not by secrets, which could be guessed letter by letter."""
        if lookup.split("__")[0] in _SECRET:
            return False
        return lookup in self.linked_filters or super().lookup_allowed(lookup, value, request)

    # --- lists --------------------------------------------------------------------------------------------------------
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        term = search_term.strip()
        return (queryset.filter(self.find(term)) if term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, unless the database needs too long for it."""
        if request.method != "GET":
            return super().changelist_view(request, extra_context)
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_LIST_TIME])
                response = super().changelist_view(request, extra_context)
                return response.render() if hasattr(response, "render") else response
        except OperationalError as error:
            if "statement timeout" not in str(error):
                raise
            messages.error(request, _TOO_SLOW)
            return redirect("admin:index")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The operators' actions alone; Django's own would delete rows."""
        if not is_operator(request.user):
            return {}
        return {
            action.name: (_chosen_in_list(action), action.name, action.title)
            for action in self.operator_actions
            if action.for_many
        }

    def get_fields(self, request: HttpRequest, obj: Row | None = None) -> tuple[str, ...]:
        """All columns except excluded and binary ones, then the ``readonly_fields`` of the subclass."""
        left_out = {*(self.get_exclude(request, obj) or ()), *self.readonly_fields}
        columns = [field.name for field in self.opts.concrete_fields if not isinstance(field, BinaryField)]
        return (*(name for name in columns if name not in left_out), *map(str, self.readonly_fields))

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj)

    # --- one row ------------------------------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A row's page, with its actions and a link to its entries in the log."""
        row = self.get_object(request, object_id)
        if row is None or not is_operator(request.user):
            return super().change_view(request, object_id, form_url, extra_context)
        private = self.private_submission(row)
        if private is not None:
            record_view(confirming.acting(request), private)
        context = {
            "actions": [
                (action.title, f"{confirming.address_of(self, action)}?{urlencode({'pk': row.pk})}")
                for action in self.operator_actions
                if action.is_possible(row)
            ],
            "log_address": list_of(AuditEntry, target_kind=row._meta.model_name, target_id=row.pk),
            "view_is_logged": private is not None,
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def view_on_site(self, obj: Row) -> str | None:
        return self.public_page(obj)

    def get_urls(self) -> list[URLPattern]:
        return [*confirming.urls(self, self.operator_actions), *super().get_urls()]


def _chosen_in_list(action: OperatorAction[Any]) -> Any:
    def confirm(table: Table[Any], request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse:
        return confirming.ask(table, request, action, chosen)

    return confirm
