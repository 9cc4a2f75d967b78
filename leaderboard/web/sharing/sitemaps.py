"""The sitemaps: the public pages in every language of the interface."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from leaderboard.models import PromptSuite, Release, ReleaseRow
from leaderboard.queries.boards import latest_releases, listed_now
from leaderboard.queries.visibility import open_suites


class _Translated(Sitemap):  # type: ignore[type-arg]  # each kind of page has a type of its own
    i18n = True
    alternates = True
    limit = 5000


class Texts(_Translated):
    """Pages that exist on every site."""

    def items(self) -> list[str]:
        return ["home", "method", "about", "judges", "rubric", "suites", "agreement", "reported"]

    def location(self, item: str) -> str:
        return reverse(item)


class Boards(_Translated):
    """Boards that have a release."""

    def items(self) -> QuerySet[Release]:
        return latest_releases()

    def location(self, item: Release) -> str:
        return reverse("board", args=[item.board.slug])

    def lastmod(self, item: Release) -> datetime:
        return item.published_at


class Models(_Translated):
    """Models on the boards' latest releases."""

    def items(self) -> QuerySet[ReleaseRow]:
        return listed_now()

    def location(self, item: ReleaseRow) -> str:
        return reverse("board-model", args=[item.release.board.slug, item.submission.generator_id])

    def lastmod(self, item: ReleaseRow) -> datetime:
        return item.release.published_at


class Suites(_Translated):
    """Suites whose prompts may be read."""

    def items(self) -> QuerySet[PromptSuite]:
        return open_suites()

    def location(self, item: PromptSuite) -> str:
        return reverse("suite", args=[item.key, item.version])


SITEMAPS = {"texts": Texts, "boards": Boards, "models": Models, "suites": Suites}
