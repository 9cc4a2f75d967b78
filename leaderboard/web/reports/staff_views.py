"""Visitors' reports for operators: the queue, and one report with what can be done. Everybody else gets 404."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from leaderboard.models import Report, ReportState
from leaderboard.pipeline.administration import reports as deciding
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.refusal import ActionRefused
from leaderboard.queries import reports
from leaderboard.queries.visibility import is_operator
from leaderboard.web.administration.actions import OperatorAction
from leaderboard.web.administration.moderation import (
    ACCOUNT_ACTIONS,
    MODEL_ACTIONS,
    PICTURE_ACTIONS,
    SUBMISSION_ACTIONS,
)
from leaderboard.web.http.requests import AuthorRequest, PageRequest
from leaderboard.web.reports.decision import DecisionForm
from leaderboard.web.words import labels

Rest = ParamSpec("Rest")


def for_operators(
    view: Callable[Concatenate[AuthorRequest, Rest], HttpResponse],
) -> Callable[Concatenate[PageRequest, Rest], HttpResponse]:
    """Nobody else learns that there is such a page."""

    @never_cache
    @wraps(view)
    def guarded(request: PageRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not is_operator(request.user):
            raise Http404(_("There is no such page."))
        return view(cast("AuthorRequest", request), *args, **kwargs)

    return guarded


@dataclass(frozen=True, slots=True)
class Offered:
    """An action that is possible now. ``key`` names it in the form: what it is done to, and its name."""

    key: str
    row: Any
    action: OperatorAction[Any]

    @property
    def title(self) -> str:
        return _(self.action.title)

    @property
    def explains(self) -> str:
        return _(self.action.explains)


@require_safe
@for_operators
def queue(request: AuthorRequest) -> HttpResponse:
    """What is open, the nearest deadline first, and what was decided last."""
    groups = [(group, [labels.REPORT_KINDS[kind] for kind in group.kinds]) for group in reports.open_groups()]
    decided = [
        (report, labels.REPORT_KINDS[report.kind], labels.REPORT_STATES[report.state]) for report in reports.closed()
    ]
    return render(request, "reports/queue.html", {"groups": groups, "decided": decided})


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def decide(request: AuthorRequest, report_id: int) -> HttpResponse:
    """One report with all others on the same thing, and the decision about them."""
    report = reports.report_with_target(report_id)
    if report is None:
        raise Http404(_("There is no such report."))
    offered = _offered(report)
    form = DecisionForm(request.POST or None, offered=[(one.key, one.title) for one in offered])
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in offered if one.key in form.cleaned_data["actions"]]
        try:
            _carry_out(report, chosen, form.cleaned_data, Actor.of(request.user))
        except ActionRefused as refusal:
            form.add_error(None, _("Nothing was done: %(why)s") % {"why": refusal})
        else:
            for one in chosen:
                messages.success(request, _("%(action)s: done.") % {"action": one.title})
            return redirect("reports" if form.cleaned_data["state"] else request.path)
    others = [
        (other, labels.REPORT_KINDS[other.kind], labels.REPORT_STATES[other.state])
        for other in reports.reports_on(report.generator, report.image)
    ]
    context = {"report": report, "image": report.image, "offered": offered, "form": form, "others": others}
    return render(request, "reports/decide.html", context)


def _offered(report: Report) -> list[Offered]:
    image = report.image
    rows: list[tuple[str, Any, tuple[OperatorAction[Any], ...]]] = []
    if image is not None:
        rows += [("picture", image, PICTURE_ACTIONS), ("submission", image.submission, SUBMISSION_ACTIONS)]
    rows += [("model", report.generator, MODEL_ACTIONS), ("account", report.generator.owner, ACCOUNT_ACTIONS)]
    return [
        Offered(f"{kind}.{action.name}", row, action)
        for kind, row, actions in rows
        for action in actions
        if action.is_possible(row)
    ]


@transaction.atomic
def _carry_out(report: Report, chosen: list[Offered], values: dict[str, Any], actor: Actor) -> None:
    """All of it or nothing."""
    for one in chosen:
        more = {"unlist": values["unlist"]} if one.key == "account.ban" else {}
        one.action.act(one.row, actor=actor, reason=values["reason"], **more)
    if values["state"]:
        deciding.close(report.pk, ReportState(values["state"]), actor, values["reason"])
