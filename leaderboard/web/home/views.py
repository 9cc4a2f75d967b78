"""The pages that everybody may read: home, and two pages of text."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leaderboard.domain.ranking.standings import COMPLETENESS_NEEDED
from leaderboard.domain.scoring.scores import PHI
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries import boards
from leaderboard.web.home import board_cards


@same_for_all
def home(request: HttpRequest) -> HttpResponse:
    """All boards at their latest release, and the first two models of the first board to compare."""
    cards = board_cards.board_cards()
    card = next((one for one in cards if len(one.top) > 1), None)
    compared = card.top[:2] if card else ()
    models = ",".join(str(entry.generator_id) for entry in compared)
    href = f"{reverse('board-compare', args=[card.board.slug])}?models={models}" if card else ""
    return render(request, "home/home.html", {"cards": cards, "compared": compared, "compare_href": href})


@require_safe
@cache_control(no_cache=True)
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the latest release: from an address that always works to one that never changes."""
    head = boards.release_head(slug)
    if head is None:
        raise Http404(_("There is no such board or release."))
    return redirect("board-release", slug, head.release.number)


@same_for_all
def method(request: HttpRequest) -> HttpResponse:
    """How a score comes about; the numbers in the text are those of the code."""
    points = {"fail": PHI[0], "pass": PHI[1], "excel": PHI[2]}
    return render(request, "home/method.html", {"points": points, "completeness": COMPLETENESS_NEEDED * 100})


@same_for_all
def about(request: HttpRequest) -> HttpResponse:
    """What Salon is, and is not."""
    return render(request, "home/about.html")


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers need not read."""
    sitemap = request.build_absolute_uri(reverse("sitemap-index"))
    return render(request, "robots.txt", {"sitemap": sitemap}, content_type="text/plain; charset=utf-8")
