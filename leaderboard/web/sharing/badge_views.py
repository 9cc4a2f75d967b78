"""Badges that authors embed on other sites: one score and its rank interval as a small SVG."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import release_head
from leaderboard.web.sharing.queries import Standing, column_label, column_named, standing
from leaderboard.web.words.numbers import round_score
from leaderboard.web.words.ranks import rank_in_english

_CHARACTER_PX, _PADDING_PX = 6.6, 8.0


@dataclass(frozen=True, slots=True)
class Badge:
    """Two texts side by side, with their positions and widths in px."""

    label: str
    value: str

    @property
    def label_width(self) -> float:
        return _width(self.label)

    @property
    def value_x(self) -> float:
        return round(self.split + _PADDING_PX, 1)

    @property
    def value_width(self) -> float:
        return _width(self.value)

    @property
    def split(self) -> float:
        """Where the second text's background begins."""
        return round(self.label_width + 2 * _PADDING_PX, 1)

    @property
    def width(self) -> float:
        return round(self.split + self.value_width + 2 * _PADDING_PX, 1)


@same_for_all()
def badge(request: HttpRequest, slug: str, generator_id: int, column: str) -> HttpResponse:
    """The model's score in the board's latest release, such as "Overall 61.2 · rank 3–5 of 40"."""
    head = release_head(slug)
    name = column_named(head, column) if head else None
    model = standing(head, generator_id, name) if head and name is not None else None
    if model is None or name is None:
        raise Http404(_("There is no such model on this board, or no such dimension."))
    context = {"badge": Badge(f"Salon · {column_label(name)}", _in_words(model)), "model": model.name}
    return render(request, "sharing/badge.svg", context, content_type="image/svg+xml")


def _in_words(model: Standing) -> str:
    cell = model.cell
    if cell.mean is None:
        return "no score"
    return f"{round_score(cell.mean)} · {rank_in_english(cell, model.ranked)}"


def _width(text: str) -> float:
    return round(len(text) * _CHARACTER_PX, 1)
