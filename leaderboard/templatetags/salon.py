"""Template tags and filters for all pages; those for numbers, ranks and languages come from ``web/words``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django import template
from django.urls import get_script_prefix, reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leaderboard.queries.visibility import is_own
from leaderboard.web.words import data, languages, names, numbers, ranks, recorded, times

register = template.Library()

register.filter(numbers.score)
register.filter(numbers.points_apart)
register.filter(numbers.plain_value)
register.filter(numbers.parameter_count)
register.filter(numbers.price)
register.filter(numbers.percent)
register.simple_tag(numbers.interval)
register.simple_tag(numbers.meter)
register.simple_tag(numbers.bar)
register.simple_tag(numbers.share)
register.filter(ranks.rank_interval)
register.filter(ranks.why_unranked)
register.filter(data.translated)
register.filter(recorded.recorded)
register.filter(names.bdi)
register.filter(names.isolated)
register.filter(languages.language_name)
register.filter(languages.language_names)
register.filter(languages.bracketed)
register.filter("utc_day", times.day_text)


@register.filter
def item(mapping: Mapping[str, str], key: str) -> str:
    """The mapping's value for a key; "" without one."""
    return mapping.get(key, "")


@register.filter
def from_iso(text: str) -> datetime:
    """The time that a session holds as text, in ISO 8601."""
    return datetime.fromisoformat(text)


@register.filter
def utc_time(value: datetime | None) -> SafeString | str:
    """A time in UTC in a ``<time>`` element, to which salon.js adds the reader's local time as a tooltip."""
    if value is None:
        return "–"
    return format_html(
        '<time datetime="{}">{}</time>', value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), times.moment_text(value)
    )


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, url: str, label: str) -> SafeString:
    """A link in the site's navigation, marked if it leads to the current page or to the part of the site around it."""
    request = context.get("request")
    path = request.path if request is not None else ""
    by_link = getattr(request, "share_link", None) is not None  # a shared page belongs to no part of the site
    word = "" if by_link else "page" if path == url else "true" if url == _part_of_the_site(path, context) else ""
    current = format_html(' aria-current="{}"', word) if word else ""
    return format_html('<a href="{}"{}>{}</a>', url, current, label)


def _part_of_the_site(path: str, context: template.Context) -> str:
    """The address of the entry of the navigation to which a page belongs; "" if it belongs to none."""
    home, own = reverse("home"), reverse("submissions")
    if path.startswith((f"{home}boards/", f"{home}models/")):
        return home
    if path.startswith(own) and not path.startswith(reverse("submission-new")):
        # Everybody reads public submissions, and operators all of them.
        submission, user = context.get("submission"), context.get("user")
        is_from_others = submission is not None and not (user is not None and is_own(submission, user))
        return home if is_from_others else own
    names = ("suites", "agreement", "submission-new", "generators", "operations", "account_email")
    return next((url for name in names if path.startswith(url := reverse(name))), "")


@register.simple_tag(takes_context=True)
def address_in(context: template.Context, code: str) -> str:
    """The current page's address in another language of the interface."""
    # Below the prefix of a share link, whose pages resolve without it.
    path = context["request"].get_full_path().removeprefix(get_script_prefix().rstrip("/"))
    return translate_url(path, code)
