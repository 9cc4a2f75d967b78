"""Template tags of all pages; what turns numbers, ranks and languages into text is in ``leaderboard/web/words/``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django import template
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leaderboard.web.words import languages, numbers, ranks

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
register.filter(languages.language_name)
register.filter(languages.language_names)


@register.filter
def item(mapping: Mapping[str, str], key: str) -> str:
    """What stands in a mapping under a key; "" when nothing does."""
    return mapping.get(key, "")


@register.filter
def utc_time(value: datetime | None) -> SafeString | str:
    """A moment in UTC inside a ``<time>`` element; salon.js adds the reader's own time."""
    if value is None:
        return "–"
    moment = value.astimezone(UTC)
    return format_html(
        '<time datetime="{}">{} UTC</time>', moment.strftime("%Y-%m-%dT%H:%M:%SZ"), moment.strftime("%Y-%m-%d %H:%M")
    )


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, url: str, label: str) -> SafeString:
    """A link of the site's navigation, marked when it leads to the page that is shown, or to the part that it is in."""
    request = context.get("request")
    path = request.path if request is not None else ""
    home = reverse("home")
    is_part = path.startswith(url) if url != home else path.startswith((f"{home}boards/", f"{home}models/"))
    word = "page" if path == url else "true" if is_part else ""
    current = format_html(' aria-current="{}"', word) if word else ""
    return format_html('<a href="{}"{}>{}</a>', url, current, label)


@register.simple_tag(takes_context=True)
def address_in(context: template.Context, code: str) -> str:
    """The shown page's address in another language of the interface."""
    return translate_url(context["request"].get_full_path(), code)
