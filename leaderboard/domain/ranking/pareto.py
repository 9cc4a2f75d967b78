"""Which models no other one beats in both of two respects."""

from __future__ import annotations

from collections.abc import Sequence


def pareto_front(models: Sequence[tuple[float, float]]) -> set[int]:
    """The places of the models that no other one beats.

    Args:
        models: (cost, score) of each, where less cost and a higher score are better.
    """
    front: set[int] = set()
    best = float("-inf")
    for place in sorted(range(len(models)), key=lambda place: (models[place][0], -models[place][1])):
        if models[place][1] > best:
            best = models[place][1]
            front.add(place)
    return front
