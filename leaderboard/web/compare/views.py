"""Two to four models of a board side by side: what is settled between them, and prompt by prompt what they drew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.models import GeneratedImage
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.comparison import MOST_MODELS, Comparison, Contender, candidates, comparison, contenders
from leaderboard.queries.rubric import rubric_of
from leaderboard.web.compare.address import Asked, parse
from leaderboard.web.compare.charts import difference_charts
from leaderboard.web.compare.prompts import ComparedPrompt, compared_prompts
from leaderboard.web.compare.words import settled
from leaderboard.web.words.places import Place, release_or_404

_PROMPTS_PER_PAGE = 12


@same_for_all
def compare(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The models that the address names; where these are fewer than two, a page on which to choose."""
    place = Place(slug, number)
    head = release_or_404(place)
    asked = parse(request.GET, rubric_of(head.board).levels)
    listed = contenders(head, asked.models)
    chosen = [one for one in listed if not one.is_withdrawn]
    found = comparison(head, chosen) if len(chosen) > 1 else None
    ids = [one.generator_id for one in chosen]
    context: dict[str, Any] = {
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "asked": asked,
        "notices": _notices(asked, listed, len(chosen) > 1 and found is None),
        "chosen": [_choice(asked, ids, one) for one in chosen],
        "models": ",".join(map(str, ids)),
        "candidates": _candidates(head, asked, ids),
        "most": MOST_MODELS,
        "found": found,
    }
    if found is not None:
        context |= {"settled": settled(found), "charts": difference_charts(found)}
        context |= _by_prompt(head, found, asked, request.GET.get("page"))
    return render(request, "compare/compare.html", context)


def _by_prompt(head: ReleaseHead, found: Comparison, asked: Asked, page_number: str | None) -> dict[str, Any]:
    places = found.prompts_apart(asked.of) if asked.by_difference else list(range(found.scores.shape[1]))
    page = Paginator(places, _PROMPTS_PER_PAGE).get_page(page_number)
    prompts = compared_prompts(head.board, found, list(page), asked.of)
    levels = [path for path in found.levels if path.depth < 2 or path == asked.of]
    return {
        "prompts": [(one, _pictures(found, one, asked)) for one in prompts],
        "page": page,
        "query": asked.address().removeprefix("?"),
        "in_order_address": asked.address(differ=False),
        "differ_address": asked.address(differ=True),
        "levels": [
            ("" if path.is_overall else path.slug, str(path) or _("Overall"), path == asked.of) for path in levels
        ],
        "groups": [
            (
                group,
                title,
                [(line, asked.address(differ=True, of=line.path)) for line in group.lines],
            )
            for group, title in (
                (found.columns, _("Overall and dimensions")),
                (found.sub_capabilities, _("Sub-capabilities")),
                (found.facets, _("Facets")),
            )
        ],
    }


def _pictures(
    found: Comparison, one: ComparedPrompt, asked: Asked
) -> list[tuple[Contender, GeneratedImage | None, float | None]]:
    """Every model's picture with its score at the level asked for."""
    none = (None,) * len(found.contenders)
    scores = next((line.scores for line in one.scores if line.path == asked.of), none)
    return list(zip(found.contenders, one.pictures, scores, strict=True))


def _choice(asked: Asked, ids: Sequence[int], one: Contender) -> dict[str, Any]:
    """A chosen model with the addresses without it, and with it as the reference."""
    others = [key for key in ids if key != one.generator_id]
    return {
        "model": one,
        "without": asked.address(models=others),
        "first": asked.address(models=[one.generator_id, *others]),
    }


def _candidates(head: ReleaseHead, asked: Asked, ids: Sequence[int]) -> list[tuple[Contender, str]]:
    if len(ids) >= MOST_MODELS:
        return []
    found = candidates(head, asked.words, ids)
    return [(one, asked.address(models=[*ids, one.generator_id])) for one in found]


def _notices(asked: Asked, listed: Sequence[Contender], is_not_kept: bool) -> list[str]:
    """What of the address could not be done."""
    notices = [
        _("“%(text)s” is no model's number; models are named as in ?models=3,17.") % {"text": text}
        for text in asked.unread
    ]
    missing = sorted(set(asked.models) - {one.generator_id for one in listed})
    if missing:
        text = ngettext(
            "The model %(numbers)s does not stand in this release.",
            "The models %(numbers)s do not stand in this release.",
            len(missing),
        )
        notices.append(text % {"numbers": ", ".join(map(str, missing))})
    if asked.surplus:
        notices.append(_("At most %(most)d models are compared; the others were left out.") % {"most": MOST_MODELS})
    notices += [
        _("%(name)s was withdrawn by its author; a withdrawn model has no scores.") % {"name": one.name}
        for one in listed
        if one.is_withdrawn
    ]
    if is_not_kept:
        notices.append(
            _("The scores of one of these models were not kept prompt by prompt; the board's next release will do so.")
        )
    return notices
