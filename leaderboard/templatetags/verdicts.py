"""Template tags for single verdicts."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leaderboard.web.words import labels

register = template.Library()


@register.simple_tag
def verdict_badge(verdict: int | None) -> SafeString:
    """A verdict in words and colour; None: there is none, or the facet does not apply."""
    label = labels.NO_VERDICT if verdict is None else labels.VERDICTS[verdict]
    return format_html('<span class="verdict {}">{}</span>', labels.VERDICT_CLASSES[verdict], label)
