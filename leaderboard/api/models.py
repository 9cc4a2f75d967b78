"""Models (generators) with public submissions."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from leaderboard.api.cursors import Cursor, Limit, page_of
from leaderboard.api.freshness import shown
from leaderboard.api.public_schemas import ModelOut, ModelPage
from leaderboard.models import Generator, Submission

router = Router(tags=["models"])

_FACTS = ("name", "organisation", "licence", "open_weights", "homepage", "parameter_count", "description")


@router.get("/models", response=ModelPage)
def list_models(request: HttpRequest, response: HttpResponse, cursor: Cursor = "", limit: Limit = 100) -> Any:
    """All models with public submissions, in the order in which they were registered, in pages."""
    page = page_of(_models(), "pk", cursor, limit, of="models")
    shown(response, [moment for model in page.rows for moment in _moments(model)])
    return page.out([_out(model) for model in page.rows])


@router.get("/models/{model}", response=ModelOut)
def show_model(request: HttpRequest, response: HttpResponse, model: int) -> Any:
    """One model; its facts as its author states them now."""
    row = get_object_or_404(_models(), pk=model)
    shown(response, _moments(row))
    return _out(row)


def _models() -> QuerySet[Generator]:
    public = Submission.objects.filter(public_at__isnull=False).order_by("-pk")
    return Generator.objects.filter(pk__in=public.values("generator")).prefetch_related(Prefetch("submissions", public))


def _moments(model: Generator) -> list[Any]:
    return [submission.public_at for submission in model.submissions.all()]


def _out(model: Generator) -> dict[str, Any]:
    submissions = [submission.pk for submission in model.submissions.all()]
    return {"id": model.pk, "submissions": submissions, **{name: getattr(model, name) for name in _FACTS}}
