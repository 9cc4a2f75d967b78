"""Where a model loses points: its weakest facets, each with a picture that fails and what the judge says about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import FACET_DEPTH, OVERALL, ScorePath
from leaderboard.domain.scoring.scores import PHI
from leaderboard.domain.statistics.arrays import BoolArray, FloatArray
from leaderboard.models import GeneratedImage, Judgement, Kind, Prompt, ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.matrices import stored_scores
from leaderboard.queries.models import Level
from leaderboard.queries.pictures import samples_of, with_verdict
from leaderboard.queries.rubric import rubric_of
from leaderboard.queries.verdicts import reasons_of
from leaderboard.queries.visibility import public_images
from leaderboard.web.model.pictures import images_by_prompt

_FACETS = 3


@dataclass(frozen=True, slots=True)
class Weakness:
    """A facet, one of the model's pictures that fails there, and what the judge says about it ("": unknown)."""

    level: Level
    image: GeneratedImage
    reason: str

    @property
    def distance(self) -> float | None:
        """From the other models' average, without its sign."""
        return None if self.level.ahead is None else abs(self.level.ahead)


def weaknesses(head: ReleaseHead, row: ReleaseRow, levels: Sequence[Level]) -> list[Weakness]:
    """The facets furthest behind the other models that have a public picture that fails; at most three.

    Without a comparison with other models the lowest scores count. The pictures differ, and those whose prompt has the
    facet as a target are preferred.
    """
    if head.board.suite.hidden or row.kind == Kind.IMPORT:
        return []
    facets = [level for level in levels if level.path.depth == FACET_DEPTH and level.mean is not None]
    facets.sort(key=lambda level: (level.ahead is None, level.ahead or 0.0, level.mean))
    picked = dict(_picked(head, row.submission_id, facets))
    if row.submission.pictures_per_prompt > 1:
        picked = {path: _failing(head, image, path) for path, image in picked.items()}
    images = public_images().in_bulk(list(picked.values()))
    reasons = _reasons(head, {path: image for path, image in picked.items() if image in images})
    return [
        Weakness(level, images[image], reasons.get(level.path, ""))
        for level in facets
        if (image := picked.get(level.path)) in images
    ]


def _picked(head: ReleaseHead, submission: int, facets: Sequence[Level]) -> Iterator[tuple[ScorePath, int]]:
    """Facets with the id of a picture that fails."""
    all_levels = rubric_of(head.board).levels
    scores = stored_scores([submission], head.board.language, len(all_levels)).get(submission)
    if scores is None:
        return
    image_ids = images_by_prompt(head, submission)
    prompts = list(Prompt.objects.filter(suite=head.board.suite_id).order_by("position").only("targets"))
    free = np.array([prompt.pk in image_ids for prompt in prompts])
    targets = [prompt.target_facets for prompt in prompts]
    overall = scores[:, all_levels.index(OVERALL)]
    found = 0
    for level in facets:
        if found == _FACETS:
            return
        is_target = np.array([level.path in of_prompt for of_prompt in targets])
        place = _worst(scores[:, all_levels.index(level.path)], free, is_target, overall)
        if place is not None:
            free[place] = False
            found += 1
            yield level.path, image_ids[prompts[place].pk]


def _failing(head: ReleaseHead, image: int, facet: ScorePath) -> int:
    """Of the pictures of the same prompt the first that fails; on the given one the facet may not apply."""
    shown = samples_of(GeneratedImage.objects.get(pk=image), public_images())
    failing = with_verdict(shown, head.board.judge_profile_id, facet, 0)
    return failing.values_list("pk", flat=True).first() or image


def _worst(scores: FloatArray, free: BoolArray, is_target: BoolArray, overall: FloatArray) -> int | None:
    """The place of a free picture that fails, targets first, then the lowest overall."""
    places = np.flatnonzero((scores == PHI[0]) & free)
    if not places.size:
        return None
    # lexsort's last key counts most.
    return int(places[np.lexsort((overall[places], ~is_target[places]))[0]])


def _reasons(head: ReleaseHead, images: dict[ScorePath, int]) -> dict[ScorePath, str]:
    """What the judge says about these facets of these pictures."""
    judgements = Judgement.objects.filter(
        judging__image__in=images.values(), judging__judge_profile=head.board.judge_profile_id
    ).select_related("judging")
    by_call = {(judgement.judging.image_id, judgement.dimension): judgement for judgement in judgements}
    return {
        path: reasons_of(by_call.get((image, path.dimension))).get(FacetPath(*path), "")
        for path, image in images.items()
    }
