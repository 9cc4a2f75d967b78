"""The filter of a suite's prompts in the address: read from it and written to it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from leaderboard.domain.rubric import Rubric
from leaderboard.models import PromptSuite
from leaderboard.queries.rubric import facet_by_slug
from leaderboard.queries.suites import PromptFilter

LENGTHS = ("short", "long")
_MAX_WORDS = 200


def parse_filter(query: Mapping[str, str], suite: PromptSuite, rubric: Rubric) -> PromptFilter:
    """Read the filter; values that do not exist are ignored."""
    dimension, language, length = query.get("dimension", ""), query.get("language", ""), query.get("length", "")
    facet = facet_by_slug(rubric, query.get("facet", ""))
    return PromptFilter(
        dimension=dimension if dimension in rubric.dimensions else "",
        facet=facet.path if facet else None,
        field=query.get("field", ""),
        language=language if language in suite.languages else "",
        length=length if length in LENGTHS else "",
        words=query.get("q", "").strip()[:_MAX_WORDS],
    )


def length_labels() -> list[tuple[str, str]]:
    """The lengths with their names."""
    return list(zip(LENGTHS, (_("short"), _("long")), strict=True))


def filter_query(wanted: PromptFilter) -> str:
    """The filter as a query string without "?"; empty values are left out."""
    values = {
        "q": wanted.words,
        "dimension": wanted.dimension,
        "facet": wanted.facet.slug if wanted.facet else "",
        "field": wanted.field,
        "language": wanted.language,
        "length": wanted.length,
    }
    return urlencode({name: value for name, value in values.items() if value})
