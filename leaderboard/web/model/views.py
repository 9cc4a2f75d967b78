"""One model: on a board at one of its releases, and across all boards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from leaderboard.models import ReleaseRow, ReleaseScore
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.models import Level, Past, boards_of, levels_of, model_line, past_of
from leaderboard.web.model import charts
from leaderboard.web.model.gallery import gallery
from leaderboard.web.model.words import leading, trailing
from leaderboard.web.sharing.queries import ranked_count
from leaderboard.web.words import labels
from leaderboard.web.words.places import Place, release_or_404
from leaderboard.web.words.ranks import rank_of_count

_DEEPEST_WITHOUT_LEVELS = 1


@same_for_all
def model(request: HttpRequest, slug: str, generator_id: int, number: int | None = None) -> HttpResponse:
    """A model's scores on every level, where it leads and trails, its past and its pictures."""
    place = Place(slug, number)
    head = release_or_404(place)
    line = model_line(head, generator_id)
    if line is None:
        raise Http404(_("This model does not stand in this release."))
    past = past_of(head, generator_id)
    context: dict[str, Any] = {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "line": line,
        "generator": line.submission.generator,
        "kind": labels.KINDS.get(line.kind, ""),
        "past": past,
        "gallery": gallery(head, line, request.GET),
    }
    if not line.withdrawn_at:
        context |= _scores(head, line, past)
    return render(request, "model/model.html", context)


@same_for_all
def across_boards(request: HttpRequest, generator_id: int) -> HttpResponse:
    """A model on all boards in whose latest release it stands."""
    lines = boards_of(generator_id)
    if not lines:
        raise Http404(_("This model stands on no board."))
    newest = max((one.row for one in lines), key=lambda row: row.release.published_at)
    context = {
        "newest": newest,
        "generator": newest.submission.generator,
        "lines": [(one, _rank(one.score, one.ranked)) for one in lines],
    }
    return render(request, "model/across_boards.html", context)


def _rank(score: Level | ReleaseScore | None, ranked: int) -> str:
    return rank_of_count(score, ranked) if score else ""


def _scores(head: ReleaseHead, line: ReleaseRow, past: Sequence[Past]) -> dict[str, Any]:
    levels = levels_of(head, line)
    is_deep = any(level.path.depth > _DEEPEST_WITHOUT_LEVELS for level in levels)
    ranked, name = ranked_count(head), line.generator_name
    return {
        "standing": [(level, _rank(level, ranked)) for level in levels if level.path.depth < 2],
        "is_deep": is_deep,
        "is_compared": any(level.ahead is not None for level in levels),
        "leading": leading(levels),
        "trailing": trailing(levels),
        "radar": charts.radar_chart(name, levels),
        "history": charts.history_chart(name, past),
        "charts": [
            charts.field_chart(levels),
            charts.sub_capability_chart(name, levels),
            charts.facet_chart(levels),
        ]
        if is_deep
        else [],
    }
