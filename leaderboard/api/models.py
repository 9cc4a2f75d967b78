"""Models (generators) with public submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from leaderboard.api.cursors import Cursor, Limit, page_of
from leaderboard.api.freshness import shown
from leaderboard.api.public_schemas import ModelOut, ModelPage
from leaderboard.queries.models import public_models

if TYPE_CHECKING:
    from leaderboard.models import Generator

router = Router(tags=["models"])

_FACTS = (
    *("name", "organisation", "licence", "open_weights", "homepage", "parameter_count", "description"),
    *("price_usd", "price_declared_on"),
)


@router.get("/models", response=ModelPage)
def list_models(request: HttpRequest, response: HttpResponse, cursor: Cursor = "", limit: Limit = 100) -> Any:
    """All models with public submissions, in order of registration, in pages."""
    page = page_of(public_models(), "pk", cursor, limit, of="models")
    shown(response, [moment for generator in page.rows for moment in _moments(generator)])
    return page.out([_out(generator) for generator in page.rows])


@router.get("/models/{model}", response=ModelOut)
def show_model(request: HttpRequest, response: HttpResponse, model: int) -> Any:
    """One model, as its author describes it now."""
    generator = get_object_or_404(public_models(), pk=model)
    shown(response, _moments(generator))
    return _out(generator)


def _moments(generator: Generator) -> list[Any]:
    return [submission.public_at for submission in generator.submissions.all()]


def _out(generator: Generator) -> dict[str, Any]:
    submissions = [submission.pk for submission in generator.submissions.all()]
    return {"id": generator.pk, "submissions": submissions, **{name: getattr(generator, name) for name in _FACTS}}
