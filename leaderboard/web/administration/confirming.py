"""The confirmation page of an action: what will happen to which rows, and a field for the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from leaderboard.models import User
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.web.administration.actions import OperatorAction, ReasonForm
from leaderboard.web.administration.links import list_of, page_of

Table: TypeAlias = admin.ModelAdmin[Any]

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an action would do to a row, or why it is not possible."""

    row: Model
    address: str
    told: str
    possible: bool


def urls(table: Table, actions: Sequence[OperatorAction[Any]]) -> list[URLPattern]:
    """The address of the page for each action: …/act/NAME/?pk=17&pk=18."""

    def act(request: HttpRequest, name: str) -> HttpResponse:
        action = next((action for action in actions if action.name == name), None)
        if action is None:
            raise Http404(f"There is no action {name!r} here.")
        chosen = table.get_queryset(request).filter(pk__in=_keys(table, request))
        return (_do if request.method == "POST" else ask)(table, request, action, chosen)

    return [path("act/<slug:name>/", table.admin_site.admin_view(act), name=_address_name(table))]


def address_of(table: Table, action: OperatorAction[Any]) -> str:
    """The address of an action's page."""
    return reverse(f"admin:{_address_name(table)}", args=[action.name])


def ask(
    table: Table,
    request: HttpRequest,
    action: OperatorAction[Any],
    chosen: QuerySet[Any],
    form: ReasonForm | None = None,
) -> HttpResponse:
    """The page that says what will happen and asks for the reason."""
    rows = list(chosen[: MOST_AT_ONCE + 1])
    if not rows or len(rows) > MOST_AT_ONCE:
        messages.error(request, f"Choose between 1 and {MOST_AT_ONCE} {table.opts.verbose_name_plural} at a time.")
        return redirect(list_of(table.model))
    foreseen = [_foreseen(action, row) for row in rows]
    context = {
        **table.admin_site.each_context(request),
        "opts": table.opts,
        "title": action.title,
        "action": action,
        "foreseen": foreseen,
        "possible": sum(line.possible for line in foreseen),
        "form": form or action.form(initial=action.initial(rows[0]) if len(rows) == 1 else {}),
        "address": address_of(table, action),
        "back": _way_back(table, rows),
    }
    return render(request, "admin/act.html", context)


def _do(table: Table, request: HttpRequest, action: OperatorAction[Any], chosen: QuerySet[Any]) -> HttpResponse:
    form = action.form(request.POST)
    rows = list(chosen[: MOST_AT_ONCE + 1])
    if not form.is_valid() or not 0 < len(rows) <= MOST_AT_ONCE:
        return ask(table, request, action, chosen, form)
    actor = acting(request)
    for row in rows:
        try:
            done = action.act(row, actor=actor, **form.cleaned_data)
        except ActionRefused as refusal:
            messages.error(request, f"“{row}”: not done. {refusal}")
        else:
            messages.success(request, f"“{row}”: {done}")
    return redirect(_way_back(table, rows))


def acting(request: HttpRequest) -> Actor:
    """The operator whose request this is."""
    if not isinstance(request.user, User):  # admin_view lets nobody else in
        raise PermissionDenied
    return Actor.of(request.user)


def _foreseen(action: OperatorAction[Any], row: Model) -> Foreseen:
    try:
        return Foreseen(row, page_of(row), action.foresee(row), possible=True)
    except ActionRefused as refusal:
        return Foreseen(row, page_of(row), str(refusal), possible=False)


def _keys(table: Table, request: HttpRequest) -> list[Any]:
    """The chosen primary keys; what cannot be one is left out."""
    given = (request.POST if request.method == "POST" else request.GET).getlist("pk")[: MOST_AT_ONCE + 1]
    if isinstance(table.opts.pk, CharField):
        return given
    return [key for key in given if key.isdecimal() and len(key) < 19]


def _way_back(table: Table, rows: Sequence[Model]) -> str:
    return page_of(rows[0]) if len(rows) == 1 else list_of(table.model)


def _address_name(table: Table) -> str:
    return f"{table.opts.app_label}_{table.opts.model_name}_act"
