"""The Atom feed of a board: one entry per release."""

from __future__ import annotations

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.domain.texts import shown_line
from leaderboard.models import Board
from leaderboard.web.sharing.queries import FeedEntry, feed_entries
from leaderboard.web.words.languages import language_name
from leaderboard.web.words.names import bdi, sentence_html


class BoardFeed(Feed[FeedEntry, Board]):
    """The releases of one board, newest first."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str) -> Board:
        """The board that the address names."""
        board = Board.objects.select_related("suite", "judge_profile").filter(slug=slug).first()
        if board is None:
            raise Http404(_("There is no such board."))
        return board

    def title(self, board: Board) -> str:
        return f"Salon: {shown_line(board.suite.title)}, {language_name(board.language)}"

    def subtitle(self, board: Board) -> str:
        return board.judge_profile.caveat

    def link(self, board: Board) -> str:
        return reverse("board", args=[board.slug])

    def items(self, board: Board) -> list[FeedEntry]:
        return feed_entries(board.slug)

    def item_title(self, item: FeedEntry) -> str:
        return _("Release %(number)d") % {"number": item.release.number}

    def item_description(self, item: FeedEntry) -> str:
        """HTML, as readers take it for that."""
        ranked = ngettext("%(count)d model is ranked.", "%(count)d models are ranked.", item.ranked)
        text = sentence_html(ranked, count=item.ranked)
        if not item.leader:
            return text
        first = sentence_html(_("First: %(name)s."), name=bdi(item.leader))
        return format_html("{} {}", text, first)

    def item_link(self, item: FeedEntry) -> str:
        return reverse("board-release", args=[item.release.board.slug, item.release.number])

    def item_pubdate(self, item: FeedEntry) -> datetime:
        return item.release.published_at

    item_updateddate = item_pubdate
