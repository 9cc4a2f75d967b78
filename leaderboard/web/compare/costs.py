"""What a picture of each ranked model costs: seconds of its endpoint, or the price that its author declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Aggregate, F, FloatField

from leaderboard.domain.ranking.pareto import pareto_front
from leaderboard.domain.score_path import OVERALL
from leaderboard.models import GeneratedImage, ImageStatus, ReleaseScore
from leaderboard.queries.boards import ReleaseHead

_MODELS = 200


class Against(StrEnum):
    """The kind of cost that a chart shows, as addresses name it."""

    SECONDS = "seconds"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class CostedModel:
    """A ranked model with its overall score and its cost per picture, in seconds or US dollars.

    ``declared_on``: the day on which its author declared the price. ``is_front``: no other one is both cheaper (or
    faster) and better.
    """

    generator_id: int
    name: str
    score: float
    cost: float
    declared_on: date | None
    is_front: bool


@dataclass(frozen=True, slots=True)
class _Listed:
    submission_id: int
    generator_id: int
    name: str
    score: float
    price: float | None
    declared_on: date | None


class _Median(Aggregate):
    """PostgreSQL's continuous median."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def costed_models(head: ReleaseHead, against: Against) -> list[CostedModel]:
    """The first ranked models whose cost is known, the best first.

    Seconds are the median of the pictures that came from an endpoint since seconds are recorded; prices are those that
    the release lists.
    """
    listed = _listed(head)
    costs = _seconds(head, listed) if against == Against.SECONDS else _prices(listed)
    known = [(model, costs[model.submission_id]) for model in listed if model.submission_id in costs]
    front = pareto_front([(cost, model.score) for model, cost in known])
    return [
        CostedModel(model.generator_id, model.name, model.score, cost, model.declared_on, at in front)
        for at, (model, cost) in enumerate(known)
    ]


def _listed(head: ReleaseHead) -> list[_Listed]:
    overall = ReleaseScore.objects.filter(
        row__release=head.release, row__unranked_reason="", mean__isnull=False, **OVERALL._asdict()
    )
    rows = overall.order_by("row__position").values_list(
        *("row__submission", "row__submission__generator", "row__generator_name", "mean"),
        *("row__price_usd", "row__price_declared_on"),
    )
    return [
        _Listed(submission, generator, name, float(mean or 0), None if price is None else float(price), declared_on)
        for submission, generator, name, mean, price, declared_on in rows[:_MODELS]
    ]


def _seconds(head: ReleaseHead, listed: list[_Listed]) -> Mapping[int, float]:
    timed = GeneratedImage.objects.filter(
        submission__in=[model.submission_id for model in listed],
        language=head.board.language,
        status=ImageStatus.STORED,
        seconds__gt=0,
    )
    by_submission = timed.order_by("submission").values_list("submission")
    return dict(by_submission.annotate(median=_Median(F("seconds"))))


def _prices(listed: list[_Listed]) -> Mapping[int, float]:
    return {model.submission_id: model.price for model in listed if model.price is not None}
