"""Two to four models of a board side by side: where they differ reliably, and their pictures prompt by prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.models import Board, GeneratedImage
from leaderboard.pagecache.marking import same_for_all
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.comparison import (
    MOST_MODELS,
    Comparison,
    Contender,
    candidates,
    compare_models,
    find_contenders,
    selectable,
)
from leaderboard.queries.rubric import rubric_of
from leaderboard.web.compare.address import Asked, parse
from leaderboard.web.compare.charts import difference_charts
from leaderboard.web.compare.cost_chart import cost_chart
from leaderboard.web.compare.costs import Against, costed_models
from leaderboard.web.compare.prompts import ComparedPrompt, compared_prompts
from leaderboard.web.compare.words import summaries
from leaderboard.web.words.data import translated
from leaderboard.web.words.names import bdi, sentence_html
from leaderboard.web.words.places import Place, release_or_404

_PROMPTS_PER_PAGE = 12


@same_for_all(reads=("models", "find", "order", "of", "page", "against"))
def compare(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The comparison of the models that the address names; with fewer than two, a page on which to choose them."""
    place = Place(slug, number)
    head = release_or_404(place)
    asked = parse(request.GET, rubric_of(head.board).levels)
    listed = find_contenders(head, asked.models)
    chosen = [contender for contender in listed if not contender.is_withdrawn]
    comparison = compare_models(head, chosen) if len(chosen) > 1 else None
    ids = [contender.generator_id for contender in chosen]
    context: dict[str, Any] = {
        "address": request.build_absolute_uri(place.address("compare") + asked.address(models=ids)),
        "pair": _pair(head, ids),
        "place": place,
        "head": head,
        "board": head.board,
        "release": head.release,
        "asked": asked,
        "notices": _notices(asked, listed, len(chosen) > 1 and comparison is None),
        "chosen": [_choice(asked, ids, contender) for contender in chosen],
        "models": ",".join(map(str, ids)),
        "candidates": _candidates(head, asked, ids),
        "most": MOST_MODELS,
        "comparison": comparison,
    }
    if comparison is not None:
        context |= {"summaries": summaries(comparison), "charts": difference_charts(comparison)}
        context |= by_prompt(head.board, comparison, asked, request.GET.get("page"))
    elif not ids:
        context["costs"] = _costs(head, request.GET.get("against"))
    return render(request, "compare/compare.html", context)


def _costs(head: ReleaseHead, against: str | None) -> dict[str, Any]:
    """Score against seconds, or against the price if the address asks for that."""
    is_price = against == Against.PRICE
    models = costed_models(head, Against.PRICE if is_price else Against.SECONDS)
    return {"is_price": is_price, "models": models, "chart": cost_chart(models)}


def by_prompt(
    board: Board,
    comparison: Comparison,
    asked: Asked,
    page_number: str | None,
    shown: QuerySet[GeneratedImage] | None = None,
) -> dict[str, Any]:
    """What ``compare/_prompts.html`` and the tables of differences show; ``shown`` as in ``compared_prompts``."""
    in_order = list(range(comparison.scores.shape[1]))
    places = comparison.prompts_by_difference(asked.of) if asked.by_difference else in_order
    page = Paginator(places, _PROMPTS_PER_PAGE).get_page(page_number)
    prompts = compared_prompts(board, comparison, list(page), asked.of, shown)
    levels = [path for path in comparison.levels if path.depth < 2 or path == asked.of]
    return {
        "prompts": [(prompt, _pictures(comparison, prompt, asked)) for prompt in prompts],
        "has_several": any(contender.samples > 1 for contender in comparison.contenders),
        "page": page,
        "query": asked.address().removeprefix("?"),
        "in_order_address": asked.address(differ=False),
        "differ_address": asked.address(differ=True),
        "levels": [
            ("" if path.is_overall else path.slug, translated(path) or _("Overall"), path == asked.of)
            for path in levels
        ],
        "groups": [
            (
                group,
                title,
                [(level, asked.address(differ=True, of=level.path)) for level in group.levels],
            )
            for group, title in (
                (comparison.columns, _("Overall and dimensions")),
                (comparison.sub_capabilities, _("Sub-capabilities")),
                (comparison.facets, _("Facets")),
            )
        ],
    }


def _pictures(
    comparison: Comparison, prompt: ComparedPrompt, asked: Asked
) -> list[tuple[Contender, GeneratedImage | None, float | None]]:
    """Every model's picture with its score at the level asked for."""
    none = (None,) * len(comparison.contenders)
    scores = next((level.scores for level in prompt.scores if level.path == asked.of), none)
    return list(zip(comparison.contenders, prompt.pictures, scores, strict=True))


def _choice(asked: Asked, ids: Sequence[int], contender: Contender) -> dict[str, Any]:
    """A chosen model, the address without it, and the address with it as the reference."""
    others = [generator_id for generator_id in ids if generator_id != contender.generator_id]
    return {
        "model": contender,
        "without": asked.address(models=others),
        "first": asked.address(models=[contender.generator_id, *others]),
    }


def _pair(head: ReleaseHead, ids: Sequence[int]) -> list[tuple[int | None, list[tuple[int, str]]]]:
    """Two lists to choose from, each with the model that is chosen in it: the first two of the ranking at the start.

    Empty where more than two are compared: those are changed below.
    """
    if len(ids) > 2:
        return []
    options = selectable(head, ids)
    free = [generator_id for generator_id, _name in options if generator_id not in ids]
    chosen = [*ids, *free][:2]
    return [(one, options) for one in chosen]


def _candidates(head: ReleaseHead, asked: Asked, ids: Sequence[int]) -> list[tuple[Contender, str]]:
    if len(ids) >= MOST_MODELS:
        return []
    return [
        (candidate, asked.address(models=[*ids, candidate.generator_id]))
        for candidate in candidates(head, asked.words, ids)
    ]


def _notices(asked: Asked, listed: Sequence[Contender], are_scores_missing: bool) -> list[str]:
    """The parts of the address that could not be followed, and why."""
    notices = [
        _("“%(text)s” is not a model's number. An address names models by number, as in ?models=3,17.") % {"text": text}
        for text in asked.unread
    ]
    missing = sorted(set(asked.models) - {contender.generator_id for contender in listed})
    if missing:
        text = ngettext(
            "This release does not list model %(numbers)s.",
            "This release does not list models %(numbers)s.",
            len(missing),
        )
        notices.append(text % {"numbers": ", ".join(map(str, missing))})
    if asked.surplus:
        notices.append(_("At most %(most)d models can be compared; the others were left out.") % {"most": MOST_MODELS})
    notices += [
        sentence_html(
            _("%(name)s was withdrawn by its author; a withdrawn model has no scores."), name=bdi(contender.name)
        )
        for contender in listed
        if contender.is_withdrawn
    ]
    if are_scores_missing:
        notices.append(
            _("The scores of one of these models are not stored prompt by prompt. The next release will store them.")
        )
    return notices
