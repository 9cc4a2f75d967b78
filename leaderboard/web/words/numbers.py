"""Numbers as pages show them: the one place where scores, differences and shares are rounded."""

from __future__ import annotations

from decimal import Decimal
from typing import overload

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leaderboard.domain.submission.price import price_text

_THOUSANDS = ((10**9, "B"), (10**6, "M"))
_MYRIADS = ((10**8, "亿"), (10**4, "万"))

HIGHEST_SCORE = 100.0


@overload
def on_scale(value: float, *, is_difference: bool = False) -> float: ...
@overload
def on_scale(value: float | None, *, is_difference: bool = False) -> float | None: ...
def on_scale(value: float | None, *, is_difference: bool = False) -> float | None:
    """The end of an interval, cut at the ends of its scale: 0 to 100 for scores, −100 to 100 for differences.

    Normal intervals reach beyond the scale where a score is close to its end. Pages and charts cut them; files and the
    API do not.
    """
    if value is None:
        return None
    return min(max(value, -HIGHEST_SCORE if is_difference else 0.0), HIGHEST_SCORE)


def round_score(value: float) -> str:
    """A score with two decimals, ties to even; every page rounds scores here."""
    return format(value, ".2f")


def score(value: float | None) -> str:
    """A score with two decimals; a missing one is a dash with words for screen readers."""
    if value is None:
        return format_html(
            '<span class="missing"><span aria-hidden="true">–</span><span class="visually-hidden">{}</span></span>',
            _("no score"),
        )
    return round_score(value)


def points_apart(value: float | None) -> str:
    """A difference of scores with its sign; a dash if it is missing."""
    if value is None:
        return score(None)
    text = round_score(min(abs(value), HIGHEST_SCORE))
    return text if float(text) == 0 else f"{'+' if value > 0 else '−'}{text}"


def parameter_count(count: int | None) -> str:
    """A number of parameters with three digits, in the units that the language counts in: "12.9 B", "129 亿"."""
    if count is None:
        return "–"
    units = _MYRIADS if (get_language() or "").startswith("zh") else _THOUSANDS
    size, unit = next((entry for entry in units if count >= entry[0]), units[-1])
    return f"{float(f'{count / size:.3g}'):g} {unit}"


def price(usd: Decimal | float | None) -> str:
    """A price in US dollars: "$0.04"; a dash if it is unknown."""
    return "–" if usd is None else f"${price_text(usd)}"


def interval(low: float | None, high: float | None) -> str:
    """The interval of a score on its scale: "78.10 to 80.22"; "" if it is unknown."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": score(on_scale(low)), "high": score(on_scale(high))}


def plain_value(value: str | int | float | None) -> str:
    """A value in a chart's table: floats as scores, counts and texts unchanged."""
    return score(value) if value is None or isinstance(value, float) else str(value)


def percent(value: float | None) -> str:
    """A share from 0 to 1 as a percentage; a dash if it is missing."""
    return score(None) if value is None else f"{value * 100:.1f}%"


def meter(value: float | None) -> str:
    """A score from 0 to 100 as a bar with its number; only the dash if it is missing."""
    if value is None:
        return score(None)
    return format_html(
        '<span class="meter"><meter min="0" max="100" value="{}" aria-hidden="true"></meter>'
        '<span class="meter__value">{}</span></span>',
        repr(value),
        round_score(value),
    )


def bar(count: int, most: int) -> SafeString:
    """A count as a bar with its number; ``most`` fills the bar."""
    return format_html(
        '<span class="meter"><meter min="0" max="{}" value="{}" aria-hidden="true"></meter>'
        '<span class="meter__value">{}</span></span>',
        max(most, 1),
        count,
        count,
    )


def share(value: float) -> SafeString:
    """A share from 0 to 1 as a bar with its percentage."""
    return format_html(
        '<span class="meter"><meter min="0" max="1" value="{}" aria-hidden="true"></meter>'
        '<span class="meter__value">{}</span></span>',
        repr(value),
        percent(value),
    )
