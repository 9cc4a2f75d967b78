"""The administration: who may enter, and how to sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy

from leaderboard.models import AuditEntry
from leaderboard.queries.visibility import is_operator

_LATEST = 15
_SUBJECTS = (
    "submissions",
    "pictures",
    "judgements",
    "boards",
    "people",
    "teams",
    "judges",
    "suites",
    "machinery",
    "audit",
)
"""The order of the groups of tables; each is a file of this folder. Any others come last."""


class Administration(admin.AdminSite):
    """For operators only: active accounts with ``is_staff``. All operators have the same rights."""

    site_header = "Salon administration"
    site_title = "Salon administration"
    index_title = "All tables"
    site_url = reverse_lazy("operations")  # type: ignore[assignment]  # a lazy text serves as well
    index_template = "admin/index.html"
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return is_operator(request.user)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The tables in groups: those of one file are one subject."""
        groups: dict[str, list[Any]] = {subject: [] for subject in _SUBJECTS}
        for app in super().get_app_list(request, app_label):
            for entry in app["models"]:
                table = self._registry[entry["model"]]
                subject = type(table).__module__.rpartition(".")[2]
                named = entry | {"name": getattr(table, "plural", "") or entry["name"]}
                groups.setdefault(subject, []).append(named)
        start = reverse("admin:index")
        return [
            {"name": name.capitalize(), "app_label": name, "app_url": f"{start}#{name}", "models": tables}
            for name, tables in groups.items()
            if tables
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """All tables, and the operators' latest actions."""
        latest = AuditEntry.objects.all()[:_LATEST]
        return super().index(request, {"latest_actions": latest, **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]  # a redirect instead of a page
        """Redirects: passwords are tried and counted in one place."""
        return redirect("account_change_password")


administration = Administration(name="admin")
# The site's own page signs people in: passwords are tried and counted in one place.
administration.login = secure_admin_login(administration.login)  # type: ignore[method-assign]  # the admin has no setting for it
