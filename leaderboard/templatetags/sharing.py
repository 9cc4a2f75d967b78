"""Template tags for the metadata that other sites and search engines read."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from leaderboard.queries.boards import ReleaseHead

register = template.Library()

_FORMS = (
    ("board-csv", "text/csv"),
    ("board-json", "application/json"),
    ("board-parquet", "application/vnd.apache.parquet"),
)
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, name: str, *args: object) -> str:
    """The absolute address of a named page or file."""
    return _absolute(context["request"], name, *args)


@register.simple_tag(takes_context=True)
def dataset(context: template.Context, head: ReleaseHead) -> SafeString:
    """A release as a schema.org Dataset (JSON-LD)."""
    text = json.dumps(_dataset(context["request"], head), ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # <, > and & are escaped above


def _dataset(request: HttpRequest, head: ReleaseHead) -> dict[str, Any]:
    board, release = head.board, head.release
    caveat = f" {board.judge_profile.caveat}" if board.judge_profile.caveat else ""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"Salon: {board.suite.title} ({board.language}), release {release.number}",
        "description": f"Scores, intervals and ranks of text-to-image models on the prompt suite {board.suite}, "
        f"prompts in {board.language}, judged by {board.judge_profile}.{caveat}",
        "url": _absolute(request, "board-release", board.slug, release.number),
        "identifier": release.sha256,
        "version": str(release.number),
        "datePublished": release.published_at.isoformat(),
        "license": settings.SALON_DATA_LICENCE,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Salon", "url": _absolute(request, "home")},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": _absolute(request, name, board.slug, release.number),
            }
            for name, kind in _FORMS
        ],
    }


def _absolute(request: HttpRequest, name: str, *args: object) -> str:
    return request.build_absolute_uri(reverse(name, args=args))
