"""A model's pictures on a board in the order of their scores at one level of the rubric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.score_path import ScorePath
from leaderboard.models import GeneratedImage, Prompt
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.matrices import stored_scores
from leaderboard.queries.pictures import first_samples
from leaderboard.queries.rubric import rubric_of
from leaderboard.queries.visibility import public_images


@dataclass(frozen=True, slots=True)
class ImageAtLevel:
    """A picture's id and its prompt's score at the level; None if the scores were not stored by prompt."""

    image_id: int
    score: float | None


@dataclass(frozen=True, slots=True)
class RatedPicture:
    """A picture with its prompt, and the prompt's score at the level."""

    image: GeneratedImage
    score: float | None


@dataclass(frozen=True, slots=True)
class OrderedPictures:
    """All pictures that have a score at the level, in order; ``unrated`` others have none there.

    ``is_rated`` is False if the scores were not stored by picture: then the pictures are in the suite's order.
    """

    rated: Sequence[ImageAtLevel]
    unrated: int
    is_rated: bool


NO_PICTURES = OrderedPictures((), 0, is_rated=False)


def pictures_in_order(head: ReleaseHead, submission_id: int, of: ScorePath, *, worst_first: bool) -> OrderedPictures:
    """A submission's pictures; equal scores are in the suite's order. A hidden suite has none to show."""
    image_ids = images_by_prompt(head, submission_id)
    if not image_ids:
        return NO_PICTURES
    levels = rubric_of(head.board).levels
    scores = stored_scores([submission_id], head.board.language, len(levels)).get(submission_id)
    prompts = Prompt.objects.filter(suite=head.board.suite_id).order_by("position").values_list("pk", flat=True)
    in_order = [(image_ids[prompt_id], row) for row, prompt_id in enumerate(prompts) if prompt_id in image_ids]
    if scores is None:
        return OrderedPictures([ImageAtLevel(image_id, None) for image_id, _row in in_order], 0, is_rated=False)
    at_level = scores[:, levels.index(of)]
    rated = [ImageAtLevel(image_id, float(at_level[row])) for image_id, row in in_order if not np.isnan(at_level[row])]
    rated.sort(key=lambda image: (image.score or 0.0) * (1 if worst_first else -1))
    return OrderedPictures(rated, len(in_order) - len(rated), is_rated=True)


def rated_pictures(rated: Sequence[ImageAtLevel]) -> list[RatedPicture]:
    """The pictures of one page."""
    images = public_images().in_bulk([image.image_id for image in rated])
    return [RatedPicture(images[image.image_id], image.score) for image in rated if image.image_id in images]


def images_by_prompt(head: ReleaseHead, submission_id: int) -> dict[int, int]:
    """The ids of a submission's stored pictures that everybody may see, by their prompts' ids: of several the first."""
    stored = public_images().filter(submission=submission_id, language=head.board.language, stored__isnull=False)
    return dict(first_samples(stored).values_list("prompt_id", "pk"))
