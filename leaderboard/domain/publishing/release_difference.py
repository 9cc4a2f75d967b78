"""Two releases of one board against each other: which models came and went, and whose rank or score changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model as a release lists it; the numbers are those of the overall, None where it has none.

    ``low`` to ``high`` is the score's 95% interval, ``rank_low`` to ``rank_high`` the rank interval.
    """

    generator: int
    submission: int
    name: str
    is_withdrawn: bool
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None


@dataclass(frozen=True, slots=True)
class ChangedModel:
    """A model that both releases list with scores."""

    before: ListedModel
    after: ListedModel

    @property
    def is_resubmitted(self) -> bool:
        return self.before.submission != self.after.submission

    @property
    def score_change(self) -> float | None:
        """Points; None if it has no score in one of the releases."""
        if self.before.mean is None or self.after.mean is None:
            return None
        return self.after.mean - self.before.mean

    @property
    def places_gained(self) -> int | None:
        """Positive if it stands higher than before; None if it is not ranked in one of the releases."""
        if self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank

    @property
    def is_reliable(self) -> bool:
        """Whether it was submitted again and the two intervals of its score do not overlap.

        A rank tells less: it changes with the models around it.
        """
        before, after = self.before, self.after
        if before.low is None or before.high is None or after.low is None or after.high is None:
            return False
        return self.is_resubmitted and (before.high < after.low or after.high < before.low)


@dataclass(frozen=True, slots=True)
class ReleaseDifference:
    """``added``, ``removed`` and ``withdrawn`` in the order of the release that lists them.

    ``resubmitted`` by the size of the score's change, ``moved`` by that of the rank's, the largest first; ``reliable``
    are those of ``resubmitted`` that changed reliably.
    """

    added: list[ListedModel]
    removed: list[ListedModel]
    withdrawn: list[ListedModel]
    resubmitted: list[ChangedModel]
    moved: list[ChangedModel]
    reliable: list[ChangedModel]

    @property
    def largest_score_change(self) -> ChangedModel | None:
        """The model whose score changed most; None if no score changed."""
        return next((change for change in self.resubmitted if change.score_change), None)


def difference(before: Iterable[ListedModel], after: Iterable[ListedModel]) -> ReleaseDifference:
    """What changed from one release of a board to a later one; a model is the same if its generator is.

    A model that was withdrawn in both is left out.
    """
    old = {model.generator: model for model in before if not model.is_withdrawn}
    listed = list(after)
    here = {model.generator for model in listed}
    both = [
        ChangedModel(old[model.generator], model)
        for model in listed
        if not model.is_withdrawn and model.generator in old
    ]
    resubmitted = sorted(
        (change for change in both if change.is_resubmitted), key=lambda change: -abs(change.score_change or 0.0)
    )
    return ReleaseDifference(
        added=[model for model in listed if not model.is_withdrawn and model.generator not in old],
        removed=[model for model in old.values() if model.generator not in here],
        withdrawn=[model for model in listed if model.is_withdrawn and model.generator in old],
        resubmitted=resubmitted,
        moved=sorted(
            (change for change in both if change.places_gained), key=lambda change: -abs(change.places_gained or 0)
        ),
        reliable=[change for change in resubmitted if change.is_reliable],
    )
