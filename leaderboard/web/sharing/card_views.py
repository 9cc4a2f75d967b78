"""The Open Graph cards of a board and of a model on it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.models.generation import THUMBNAIL_SIDE
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import BoardRow, ReleaseHead, release_head
from leaderboard.web.sharing.card_drawing import Card, Line, draw
from leaderboard.web.sharing.queries import column_label, leaders, model_row, pictures_of, ranked_count
from leaderboard.web.words.languages import language_name
from leaderboard.web.words.numbers import round_score
from leaderboard.web.words.ranks import rank_in_english
from leaderboard.web.words.times import day_text

_LEADERS, _PICTURES = 5, 4
_DRAWING = threading.BoundedSemaphore(4)


@same_for_all()
def board_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The first five models of a board, with pictures by the first."""
    head = _head(slug)
    rows = leaders(head, _LEADERS)
    card = Card(
        title=head.board.suite.title,
        subtitle=_subtitle(head),
        lines=[_leader(row) for row in rows],
        pictures=_pictures(rows[0], head) if rows else (),
        note=_note(head),
    )
    return _reply(card)


@same_for_all()
def model_card(request: HttpRequest, slug: str, generator_id: int) -> HttpResponse:
    """A model's scores by dimension, with some of its pictures."""
    head = _head(slug)
    row = model_row(head, generator_id)
    if row is None:
        raise Http404(_("There is no such model on this board."))
    card = Card(
        title=row.name,
        subtitle=f"{row.organisation} · {_standing(row, head)}",
        lines=[
            Line(column_label(column), _share(cell.mean), _shown(cell.mean))
            for column, cell in row.cells.items()
            if column != OVERALL_COLUMN
        ],
        pictures=() if row.withdrawn_at else _pictures(row, head),
        note=_note(head),
    )
    return _reply(card)


def _reply(card: Card) -> HttpResponse:
    """The card, or 503 while as many are being drawn as may be: a card takes a core for a while."""
    if not _DRAWING.acquire(blocking=False):
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "2"})
    try:
        return HttpResponse(draw(card), content_type="image/png")
    finally:
        _DRAWING.release()


def _head(slug: str) -> ReleaseHead:
    head = release_head(slug)
    if head is None:
        raise Http404(_("There is no such board, or it has no release yet."))
    return head


def _subtitle(head: ReleaseHead) -> str:
    return f"{language_name(head.board.language)} · {head.board.judge_profile.title}"


def _note(head: ReleaseHead) -> str:
    return head.board.judge_profile.caveat or f"Release {head.release.number}, {day_text(head.release.published_at)}"


def _standing(row: BoardRow, head: ReleaseHead) -> str:
    if row.unranked_reason:
        return row.unranked_reason
    return f"{_shown(row.overall.mean)} · {rank_in_english(row.overall, ranked_count(head))}"


def _leader(row: BoardRow) -> Line:
    return Line(f"{row.overall.rank}  {row.name}", _share(row.overall.mean), _shown(row.overall.mean))


def _share(mean: float | None) -> float:
    return (mean or 0.0) / 100


def _shown(mean: float | None) -> str:
    return "–" if mean is None else round_score(mean)


def _pictures(row: BoardRow, head: ReleaseHead) -> Sequence[bytes]:
    files = []
    for image in pictures_of(row.submission_id, head.board.language, _PICTURES):
        if image.stored is not None:
            # A missing picture must not cost the card.
            with suppress(OSError), default_storage.open(image.stored.rendition_path(THUMBNAIL_SIDE)) as file:
                files.append(file.read())
    return files
