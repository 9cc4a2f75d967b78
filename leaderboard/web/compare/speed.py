"""Score against seconds per picture: what was measured, and the coordinates of an SVG that a template draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Aggregate, F, FloatField

from leaderboard.domain.ranking.pareto import pareto_front
from leaderboard.domain.score_path import OVERALL
from leaderboard.models import GeneratedImage, ImageStatus, ReleaseScore
from leaderboard.queries.boards import ReleaseHead

_MODELS = 200
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 900, 420, 54, 24, 24, 54
_SECONDS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_FEWEST = 2


class _Median(Aggregate):
    """PostgreSQL's continuous median."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class MeasuredModel:
    """A ranked model whose endpoint was called by this site. ``seconds``: the median per picture."""

    generator_id: int
    name: str
    score: float
    seconds: float
    is_front: bool


@dataclass(frozen=True, slots=True)
class SpeedPoint:
    """A model's point; only those of the front have their name beside it, on the side of ``anchor``."""

    model: MeasuredModel
    x: float
    y: float
    name_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class SpeedChart:
    """In the SVG's units; ``seconds`` and ``scores`` are the ticks as (place, value), ``front`` is path data."""

    models: list[MeasuredModel]
    points: list[SpeedPoint]
    seconds: list[tuple[float, str]]
    scores: list[tuple[float, str]]
    front: str
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    right: int = _WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = _HEIGHT - _BOTTOM


def measured_models(head: ReleaseHead) -> list[MeasuredModel]:
    """The first ranked models whose pictures came from an endpoint since seconds are recorded, the best first."""
    overall = ReleaseScore.objects.filter(row__release=head.release, row__unranked_reason="", **OVERALL._asdict())
    listed = list(
        overall.order_by("row__position").values_list(
            "row__submission", "row__submission__generator", "row__generator_name", "mean"
        )[:_MODELS]
    )
    timed = GeneratedImage.objects.filter(
        submission__in=[submission for submission, *_rest in listed],
        language=head.board.language,
        status=ImageStatus.STORED,
        seconds__gt=0,
    )
    by_submission = timed.order_by("submission").values_list("submission")
    medians = dict(by_submission.annotate(median=_Median(F("seconds"))))
    known = [
        (generator, name, mean, medians[key])
        for key, generator, name, mean in listed
        if key in medians and mean is not None
    ]
    front = pareto_front([(seconds, mean) for _generator, _name, mean, seconds in known])
    return [
        MeasuredModel(generator, name, mean, seconds, at in front)
        for at, (generator, name, mean, seconds) in enumerate(known)
    ]


def speed_chart(models: Sequence[MeasuredModel]) -> SpeedChart | None:
    """The chart, with seconds on a logarithmic axis; None for fewer than two models."""
    if len(models) < _FEWEST:
        return None
    ticks = _ticks([model.seconds for model in models])
    low, high = (math.floor(min(m.score for m in models) / 5) * 5, math.ceil(max(m.score for m in models) / 5) * 5)
    high = max(high, low + 5)
    span = math.log(ticks[-1] / ticks[0])

    def x(seconds: float) -> float:
        return round(_LEFT + math.log(seconds / ticks[0]) / span * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(score: float) -> float:
        return round(_TOP + (high - score) / (high - low) * (_HEIGHT - _TOP - _BOTTOM), 1)

    points = [_point(model, x(model.seconds), y(model.score)) for model in models]
    front = sorted((point.x, point.y) for point in points if point.model.is_front)
    return SpeedChart(
        models=list(models),
        points=points,
        seconds=[(x(tick), f"{tick:g}") for tick in ticks],
        scores=[(y(score), str(score)) for score in range(low, high + 1, 5 if high - low <= 40 else 10)],
        front="M" + "L".join(f"{at} {height}" for at, height in front),
    )


def _point(model: MeasuredModel, x: float, y: float) -> SpeedPoint:
    is_right = x > _WIDTH * 0.7
    return SpeedPoint(model, x, y, round(x - 10 if is_right else x + 10, 1), "end" if is_right else "start")


def _ticks(seconds: Sequence[float]) -> list[float]:
    """Round seconds from below the least to above the most."""
    below = [tick for tick in _SECONDS if tick <= min(seconds)] or [_SECONDS[0]]
    above = [tick for tick in _SECONDS if tick >= max(seconds)] or [_SECONDS[-1]]
    first, last = below[-1], above[0]
    ticks = [tick for tick in _SECONDS if first <= tick <= last]
    return [float(tick) for tick in ticks] if len(ticks) > 1 else [first / 2, first, first * 2]
