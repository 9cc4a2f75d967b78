"""Template tags for links between the pages of a board."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leaderboard.web.words.places import Place

register = template.Library()


@register.simple_tag
def page_below(place: Place, page: str, *which: object) -> str:
    """The address of a page below the board, at the release that the current page shows."""
    return place.address(page, *which)


@register.simple_tag(takes_context=True)
def part_link(context: template.Context, href: str, label: str, current: str, part: str) -> SafeString:
    """A link to a part of a board, marked if the current page is that part or belongs to it."""
    if current != part:
        return format_html('<a href="{}">{}</a>', href, label)
    word = "page" if context["request"].path == href else "true"
    return format_html('<a href="{}" aria-current="{}">{}</a>', href, word, label)
