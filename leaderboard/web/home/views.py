"""Home, the two pages of text, and what belongs to the site as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.ranking.standings import COMPLETENESS_NEEDED
from leaderboard.domain.scoring.scores import PHI
from leaderboard.models import JudgeProfile, clock
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries import boards
from leaderboard.web.home.board_cards import BoardCard, TopEntry, board_cards, newest_releases
from leaderboard.web.home.daily_prompt import DailyPrompt, daily_prompt


@same_for_all()
def home(request: HttpRequest) -> HttpResponse:
    """The prompt of the day, all boards at their latest release, the newest releases, and ways on."""
    cards = board_cards()
    card = next((card for card in cards if len(card.top) > 1), None)
    compared = card.top[:2] if card else ()
    daily = daily_prompt(cards, clock.read().date(), get_language() or settings.LANGUAGE_CODE)
    models = ",".join(str(entry.generator_id) for entry in compared)
    context = {
        "cards": cards,
        "daily": daily,
        "leader": _leader(cards, daily),
        "shared_profile": _shared_profile(cards),
        "releases": newest_releases(),
        "compared": compared,
        "compare_href": f"{reverse('board-compare', args=[card.board.slug])}?models={models}" if card else "",
    }
    return render(request, "home/home.html", context)


def _leader(cards: Sequence[BoardCard], daily: DailyPrompt | None) -> dict[str, BoardCard | TopEntry] | None:
    """The first model of the board whose prompt is shown, or else of the first board with a ranking."""
    ranked = [card for card in cards if card.top]
    card = next((card for card in ranked if daily and card.board == daily.board), next(iter(ranked), None))
    return {"card": card, "entry": card.top[0]} if card else None


def _shared_profile(cards: Sequence[BoardCard]) -> JudgeProfile | None:
    """A judge profile with the caveat of all boards, which the page then shows once; None if they differ."""
    profiles = [card.board.judge_profile for card in cards]
    return profiles[0] if len({profile.caveat for profile in profiles}) == 1 else None


@require_safe
@cache_control(no_cache=True)
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect from the address of the latest release to that of its number, whose content never changes."""
    head = boards.release_head(slug)
    if head is None:
        raise Http404(_("There is no such board or release."))
    return redirect("board-release", slug, head.release.number)


@same_for_all()
def method(request: HttpRequest) -> HttpResponse:
    """How scores are made. The numbers in the text come from the code that uses them."""
    points = {"fail": PHI[0], "pass": PHI[1], "excel": PHI[2]}
    return render(request, "home/method.html", {"points": points, "completeness": COMPLETENESS_NEEDED * 100})


@same_for_all()
def about(request: HttpRequest) -> HttpResponse:
    """What Salon is, and is not."""
    return render(request, "home/about.html")


@same_for_all()
def rules(request: HttpRequest) -> HttpResponse:
    """What operators remove, and how to report something."""
    return render(request, "home/rules.html", {"hours": settings.SALON_REPORT_HOURS})


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should not fetch."""
    sitemap = request.build_absolute_uri(reverse("sitemap-index"))
    return render(request, "robots.txt", {"sitemap": sitemap}, content_type="text/plain; charset=utf-8")
