"""Template tags of the pages: the one place where numbers, times and languages become text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from django import template
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leaderboard.domain.ranking import INCOMPLETE, UNSCORED, WITHDRAWN

register = template.Library()


def round_score(value: float) -> str:
    """A score with two decimals, ties to even: the only rounding that any page shows."""
    return format(value, ".2f")


@register.filter
def score(value: float | None) -> str:
    """A score as shown; a missing one is a dash that screen readers speak as words."""
    if value is None:
        return format_html(
            '<span class="missing"><span aria-hidden="true">–</span><span class="visually-hidden">{}</span></span>',
            _("no score"),
        )
    return round_score(value)


@register.filter
def points_apart(value: float | None) -> str:
    """A difference of scores with its sign; a missing one is the dash of missing scores."""
    if value is None:
        return score(None)
    text = round_score(abs(value))
    return text if float(text) == 0 else f"{'+' if value > 0 else '−'}{text}"


@register.filter
def plain_value(value: str | int | float | None) -> str:
    """A value of a table of numbers: scores as everywhere, counts and texts as they are."""
    return score(value) if value is None or isinstance(value, float) else str(value)


class Ranked(Protocol):
    """What has a rank and its interval, such as a score of a release."""

    @property
    def rank(self) -> int | None: ...
    @property
    def rank_low(self) -> int | None: ...
    @property
    def rank_high(self) -> int | None: ...


@register.filter
def settled(place: Ranked) -> str:
    """How far a rank is settled: "2–4", or a word where it can be no other one; "" where that is not known."""
    if place.rank is None or place.rank_low is None or place.rank_high is None:
        return ""
    return _("settled") if place.rank_low == place.rank_high else f"{place.rank_low}–{place.rank_high}"


class Listed(Protocol):
    """A row of a release, as far as it says why a model has no rank."""

    @property
    def unranked_reason(self) -> str: ...
    @property
    def judged_judgements(self) -> int: ...
    @property
    def planned_judgements(self) -> int: ...


@register.filter
def why_unranked(row: Listed) -> str:
    """The reason that a release holds, in the reader's language; one that is not known today as it stands there."""
    numbers = {"judged": row.judged_judgements, "planned": row.planned_judgements}
    for known in (WITHDRAWN, UNSCORED, INCOMPLETE):
        if row.unranked_reason == known % numbers:
            return _(known) % numbers
    return row.unranked_reason


@register.simple_tag
def meter(value: float | None) -> str:
    """A score from 0 to 100 as a bar with its number; nothing but the dash when it is missing."""
    if value is None:
        return score(None)
    return format_html(
        '<span class="meter"><meter min="0" max="100" value="{}" aria-hidden="true"></meter>'
        '<span class="meter__value">{}</span></span>',
        repr(value),
        round_score(value),
    )


@register.simple_tag
def bar(count: int, most: int) -> SafeString:
    """A number as a bar whose full length is ``most``."""
    return format_html(
        '<span class="meter"><meter min="0" max="{}" value="{}" aria-hidden="true"></meter>'
        '<span class="meter__value">{}</span></span>',
        max(most, 1),
        count,
        count,
    )


@register.filter
def percent(value: float | None) -> str:
    """A share from 0 to 1 as a percentage; a missing one is the dash of missing scores."""
    return score(None) if value is None else f"{value * 100:.1f} %"


@register.simple_tag
def share(value: float) -> SafeString:
    """A share from 0 to 1 as a bar with its percentage."""
    return format_html(
        '<span class="meter"><meter min="0" max="1" value="{}" aria-hidden="true"></meter>'
        '<span class="meter__value">{}</span></span>',
        repr(value),
        percent(value),
    )


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


@register.filter
def language_name(code: str) -> str:
    """A prompt language's name, or its code where we know no name."""
    names = {"en": _("English"), "zh": _("Chinese")}
    return names.get(code, code)


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """The names of several prompt languages, as a list in the reader's punctuation."""
    return pgettext("between the items of a list", ", ").join(map(language_name, codes))


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
