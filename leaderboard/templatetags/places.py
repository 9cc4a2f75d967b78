"""Template tag for links between the pages below a board."""

from __future__ import annotations

from django import template

from leaderboard.web.words.places import Place

register = template.Library()


@register.simple_tag
def page_below(place: Place, page: str, *which: object) -> str:
    """The address of a page below the board, at the release that the current page shows."""
    return place.address(page, *which)
