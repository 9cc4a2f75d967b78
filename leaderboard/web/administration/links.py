"""Links between the administration's pages, and columns that are links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from leaderboard.domain.texts import quoted


def page_of(row: Model) -> str:
    """The address of a row's own page in the administration."""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def list_of(model: type[Model], **filters: Any) -> str:
    """The address of a list with these filters."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def link(row: Model | None, text: str = "") -> str:
    """A link to a row's page."""
    if row is None:
        return "–"
    return format_html('<a href="{}">{}</a>', page_of(row), text or quoted(str(row)))


def link_to(path: str, name: str = "") -> Callable[[Any, Model], str]:
    """A column that links to a related row; ``path`` as in queries, such as "submission__generator"."""

    @admin.display(description=name or path.rsplit("__", 1)[-1].replace("_", " "))
    def column(_admin: Any, row: Model) -> str:
        related: Any = row
        for part in path.split("__"):
            related = getattr(related, part, None)
        return link(related)

    return column
