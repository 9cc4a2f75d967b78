"""A model's pictures on a board in the order of their scores at one level of the rubric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.score_path import ScorePath
from leaderboard.models import GeneratedImage, Prompt
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.matrices import stored_scores
from leaderboard.queries.rubric import rubric_of
from leaderboard.queries.visibility import public_images


@dataclass(frozen=True, slots=True)
class Rated:
    """A picture's key and its score at the level, None where its pictures' scores were not kept."""

    image: int
    score: float | None


@dataclass(frozen=True, slots=True)
class RatedPicture:
    """A picture with its prompt, and its score at the level."""

    image: GeneratedImage
    score: float | None


@dataclass(frozen=True, slots=True)
class Order:
    """All pictures that have a score at the level, in order; ``unrated`` have none there.

    ``is_rated`` is False where the scores were not kept: then the pictures stand in the suite's order.
    """

    rated: Sequence[Rated]
    unrated: int
    is_rated: bool


NO_PICTURES = Order((), 0, is_rated=False)


def pictures_in_order(head: ReleaseHead, submission: int, of: ScorePath, *, worst_first: bool) -> Order:
    """Of a hidden suite none; equal scores stand in the suite's order."""
    keys = _pictures_by_prompt(head, submission)
    if not keys:
        return NO_PICTURES
    levels = rubric_of(head.board).levels
    scores = stored_scores([submission], head.board.language, len(levels)).get(submission)
    prompts = Prompt.objects.filter(suite=head.board.suite_id).order_by("position").values_list("pk", flat=True)
    in_order = [(keys[prompt], row) for row, prompt in enumerate(prompts) if prompt in keys]
    if scores is None:
        return Order([Rated(image, None) for image, _row in in_order], 0, is_rated=False)
    at_level = scores[:, levels.index(of)]
    rated = [Rated(image, float(at_level[row])) for image, row in in_order if not np.isnan(at_level[row])]
    rated.sort(key=lambda one: (one.score or 0.0) * (1 if worst_first else -1))
    return Order(rated, len(in_order) - len(rated), is_rated=True)


def rated_pictures(rated: Sequence[Rated]) -> list[RatedPicture]:
    """The pictures of one page."""
    images = public_images().in_bulk([one.image for one in rated])
    return [RatedPicture(images[one.image], one.score) for one in rated if one.image in images]


def _pictures_by_prompt(head: ReleaseHead, submission: int) -> dict[int, int]:
    stored = public_images().filter(submission=submission, language=head.board.language, stored__isnull=False)
    return dict(stored.values_list("prompt_id", "pk"))
