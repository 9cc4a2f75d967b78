"""Template tags and filters for all pages; those for numbers, ranks and languages come from ``web/words``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django import template
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leaderboard.web.words import languages, names, numbers, ranks

register = template.Library()

register.filter(numbers.score)
register.filter(numbers.points_apart)
register.filter(numbers.plain_value)
register.filter(numbers.percent)
register.simple_tag(numbers.meter)
register.simple_tag(numbers.bar)
register.simple_tag(numbers.share)
register.filter(ranks.rank_interval)
register.filter(ranks.why_unranked)
register.filter(names.bdi)
register.filter(names.isolated)
register.filter(languages.language_name)
register.filter(languages.language_names)


@register.filter
def item(mapping: Mapping[str, str], key: str) -> str:
    """The mapping's value for a key; "" without one."""
    return mapping.get(key, "")


@register.filter
def utc_time(value: datetime | None) -> SafeString | str:
    """A time in UTC in a ``<time>`` element, to which salon.js adds the reader's local time."""
    if value is None:
        return "–"
    moment = value.astimezone(UTC)
    return format_html(
        '<time datetime="{}">{} UTC</time>', moment.strftime("%Y-%m-%dT%H:%M:%SZ"), moment.strftime("%Y-%m-%d %H:%M")
    )


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, url: str, label: str) -> SafeString:
    """A link in the site's navigation, marked if it leads to the current page or to the part of the site around it."""
    request = context.get("request")
    path = request.path if request is not None else ""
    home = reverse("home")
    is_part = path.startswith(url) if url != home else path.startswith((f"{home}boards/", f"{home}models/"))
    word = "page" if path == url else "true" if is_part else ""
    current = format_html(' aria-current="{}"', word) if word else ""
    return format_html('<a href="{}"{}>{}</a>', url, current, label)


@register.simple_tag(takes_context=True)
def address_in(context: template.Context, code: str) -> str:
    """The current page's address in another language of the interface."""
    return translate_url(context["request"].get_full_path(), code)
