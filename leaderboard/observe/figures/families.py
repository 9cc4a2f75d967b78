"""Metric families in Prometheus' sense, from rows of labels and a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
    SummaryMetricFamily,
)

Rows = Iterable[Sequence[Any]]
"""Rows of labels, and the value last. A value of None leaves the row out."""


def gauge(name: str, text: str, labels: Sequence[str], rows: Rows) -> Metric:
    """A value that goes up and down."""
    family = GaugeMetricFamily(f"salon_{name}", text, labels=labels)
    for *of, value in rows:
        if value is not None:
            family.add_metric([str(label) for label in of], float(value))
    return family


def counter(name: str, text: str, labels: Sequence[str], rows: Rows) -> Metric:
    """A value that only grows; its samples are named ``…_total``."""
    family = CounterMetricFamily(f"salon_{name}", text, labels=labels)
    for *of, value in rows:
        family.add_metric([str(label) for label in of], float(value))
    return family


def histogram(
    name: str, text: str, label: str, rows: Iterable[tuple[str, Sequence[float], float]], bounds: Sequence[float]
) -> Metric:
    """How long something took: rows of the label, the counts per bucket (one more than bounds), and the sum."""
    family = HistogramMetricFamily(f"salon_{name}", text, labels=[label])
    names = [*(f"{bound:g}" for bound in bounds), "+Inf"]
    for of, counts, total in rows:
        family.add_metric([of], list(zip(names, accumulate(counts), strict=True)), total)
    return family


def summary(name: str, text: str, *, count: float, total: float) -> Metric:
    """How often something took place (``…_count``), and the sum of what it took (``…_sum``)."""
    family = SummaryMetricFamily(f"salon_{name}", text)
    family.add_metric([], int(count), total)
    return family
