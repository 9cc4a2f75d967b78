"""One model: on a board at one of its releases, and across all boards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.models import ReleaseRow, ReleaseScore, Submission
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.models import PastScore, model_levels, model_on_boards, model_row, past_scores
from leaderboard.queries.moderation import moderated_pictures, newest_on_board, newest_public, notice_of
from leaderboard.queries.visibility import is_standing
from leaderboard.web.model import charts
from leaderboard.web.model.facet_map import facet_map
from leaderboard.web.model.gallery import model_gallery
from leaderboard.web.model.weaknesses import weaknesses
from leaderboard.web.model.words import leading, standing_line, trailing
from leaderboard.web.sharing.queries import ranked_count
from leaderboard.web.words import labels
from leaderboard.web.words.places import Place, release_or_404
from leaderboard.web.words.ranks import rank_and_interval, rank_of_count
from leaderboard.web.words.settings import setting_lines

_DEEPEST_WITHOUT_LEVELS = 1


@same_for_all(reads=("pictures", "of", "page"))
def model(request: HttpRequest, slug: str, generator_id: int, number: int | None = None) -> HttpResponse:
    """A model's scores on every level, where it leads and trails, its past scores and its pictures."""
    place = Place(slug, number)
    head = release_or_404(place)
    row = model_row(head, generator_id)
    if row is None:
        return _not_listed(request, newest_on_board(head.board, generator_id), head.release.published_at)
    past = past_scores(head, generator_id)
    context: dict[str, Any] = {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "line": row,
        "generator": row.submission.generator,
        "kind": labels.KINDS.get(row.kind, ""),
        "settings": list(setting_lines(row.submission.stated_settings)),
        "past": past,
        "gallery": model_gallery(head, row, request.GET),
        "stands": is_standing(row.submission, request.user),
        "notice": notice_of(row.submission),
        "moderated": None if head.board.suite.hidden else moderated_pictures(row.submission_id, head.board.language),
    }
    if not row.withdrawn_at:
        context |= _scores(head, row, past)
    return render(request, "model/model.html", context)


def _not_listed(request: HttpRequest, newest: Submission | None, published_at: datetime | None) -> HttpResponse:
    """Why a release does not list a model, if operators had taken it off the board by then (None: by now)."""
    notice = notice_of(newest) if newest else None
    if newest is None or notice is None or (published_at and published_at < notice.since):
        raise Http404(_("This release does not list this model."))
    context = {"generator": newest.generator, "notice": notice}
    return render(request, "model/unlisted.html", context, status=HTTPStatus.GONE)


@same_for_all()
def across_boards(request: HttpRequest, generator_id: int) -> HttpResponse:
    """A model on all boards whose latest release lists it."""
    on_boards = model_on_boards(generator_id)
    if not on_boards:
        return _not_listed(request, newest_public(generator_id), None)
    newest = max((on_board.row for on_board in on_boards), key=lambda row: row.release.published_at)
    context = {
        "newest": newest,
        "generator": newest.submission.generator,
        "lines": [(on_board, _rank(on_board.score, on_board.ranked)) for on_board in on_boards],
    }
    return render(request, "model/across_boards.html", context)


def _rank(score: ReleaseScore | None, ranked: int) -> str:
    return rank_of_count(score, ranked) if score else ""


def _scores(head: ReleaseHead, row: ReleaseRow, past: Sequence[PastScore]) -> dict[str, Any]:
    levels = model_levels(head, row)
    is_deep = any(level.path.depth > _DEEPEST_WITHOUT_LEVELS for level in levels)
    name, overall = row.generator_name, next(level for level in levels if level.path.is_overall)
    return {
        "standing_line": standing_line(overall, ranked_count(head)),
        "standing": [(level, rank_and_interval(level)) for level in levels if level.path.depth < 2],
        "is_deep": is_deep,
        "is_compared": any(level.ahead is not None for level in levels),
        "leading": leading(levels),
        "trailing": trailing(levels),
        "weaknesses": weaknesses(head, row, levels),
        "facet_map": facet_map(levels),
        "facet_table": charts.facet_table(levels),
        "history": charts.history_chart(name, past),
        "charts": [
            charts.field_chart(levels),
            charts.sub_capability_chart(name, levels),
        ]
        if is_deep
        else [],
    }
