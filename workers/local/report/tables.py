"""The numbers of the report: dimensions as bars with their intervals, and all levels as a table."""

from __future__ import annotations

from leaderboard.domain.scoring.scores import Scope
from workers.local.report.html import Markup, tag
from workers.local.results import Results, ScoreLine


def number(value: float | None, places: int = 1) -> str:
    """A rounded number; "–" without one."""
    return "–" if value is None else f"{value:.{places}f}"


def interval(line: ScoreLine) -> str:
    """The 95% interval of a mean."""
    return "–" if line.low is None or line.high is None else f"{line.low:.1f} to {line.high:.1f}"


def bars(results: Results, language: str) -> Markup:
    """Overall and dimensions, each with a bar from 0 to 100 and its interval as a line over it."""
    lines = [line for line in _lines(results, language, Scope.JUDGED) if line.level in ("overall", "dimension")]
    head = tag("tr", tag("th", "Score"), tag("td", class_="axis"), *_heads("Mean", "95% interval"))
    return tag("table", tag("thead", head), tag("tbody", *map(_bar_row, lines)))


def _bar_row(line: ScoreLine) -> Markup:
    return tag(
        "tr",
        tag("th", line.path.name or "Overall", scope="row"),
        tag("td", _scale(line), class_="axis"),
        _cell(number(line.mean)),
        _cell(interval(line)),
        class_=line.level,
    )


def _scale(line: ScoreLine) -> Markup | None:
    if line.mean is None:
        return None
    mark = None
    if line.low is not None and line.high is not None:
        low, high = max(0.0, line.low), min(100.0, line.high)
        mark = tag("i", style=f"left:{low:.2f}%;width:{high - low:.2f}%")
    return tag("div", tag("span", style=f"width:{line.mean:.2f}%"), mark, class_="scale")


def levels(results: Results, language: str) -> Markup:
    """All levels in both scopes."""
    target = {line.path: line for line in _lines(results, language, Scope.TARGET)}
    head = tag(
        "tr",
        tag("th", "Level"),
        *_heads("Mean", "95% interval"),
        *_heads("Pictures", "On target facets", "Not applicable", "No verdict", optional=True),
    )
    rows = [_level_row(line, target[line.path]) for line in _lines(results, language, Scope.JUDGED)]
    table = tag("table", tag("thead", head), tag("tbody", *rows))
    # Whoever has only a keyboard can scroll what has the focus.
    return tag("div", table, class_="wide", tabindex="0", role="region", aria_label=f"All levels ({language})")


def _level_row(line: ScoreLine, target: ScoreLine) -> Markup:
    shares = _share(line.not_applicable), _share(line.missing)
    return tag(
        "tr",
        tag("th", line.path.name or "Overall", scope="row"),
        *map(_cell, (number(line.mean), interval(line))),
        *(_cell(text, optional=True) for text in (str(line.images), number(target.mean), *shares)),
        class_=line.level,
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}%"


def _heads(*names: str, optional: bool = False) -> list[Markup]:
    return [tag("th", name, class_="number optional" if optional else "number") for name in names]


def _cell(text: str, *, optional: bool = False) -> Markup:
    return tag("td", text, class_="number optional" if optional else "number")


def _lines(results: Results, language: str, scope: Scope) -> list[ScoreLine]:
    return [line for line in results.lines if (line.language, line.scope) == (language, scope)]
