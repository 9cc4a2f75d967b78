"""A copy of all of the caller's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from leaderboard.api.account_schemas import ExportOut
from leaderboard.api.auth import TokenAuth, person
from leaderboard.pipeline.leaving import exports
from leaderboard.web.http.own_address import absolute

if TYPE_CHECKING:
    from leaderboard.models import DataExport

router = Router(auth=TokenAuth(), tags=["account"])

_FACTS = ("id", "cause", "created_at", "byte_size", "expires_at")


@router.post("/account/export", response={202: ExportOut})
def request_export(request: HttpRequest) -> Any:
    """Request a copy of all your data: a zip with JSON files. One at a time, and at most three in 24 hours.

    It needs the scope `account`, and a token that is not limited to one team.
    """
    return Status(202, _out(request, exports.request(person(request))))


@router.get("/account/export", response=list[ExportOut])
def list_exports(request: HttpRequest) -> Any:
    """The copies of your data that you requested within the last 30 days, the newest first."""
    return [_out(request, export) for export in exports.of(person(request))]


@router.get("/account/export/{key}", response=ExportOut)
def show_export(request: HttpRequest, key: int) -> Any:
    """The state of one copy. When it is ready, `url` is where to download it, with the same token, until it expires."""
    return _out(request, get_object_or_404(exports.of(person(request)), pk=key))


def _out(request: HttpRequest, export: DataExport) -> dict[str, Any]:
    is_there = exports.has_file(export)
    state = "deleted" if export.state == "ready" and not is_there else export.state
    url = absolute(request, "account-export-file", export.pk) if is_there else None
    return {name: getattr(export, name) for name in _FACTS} | {"state": state, "url": url}
