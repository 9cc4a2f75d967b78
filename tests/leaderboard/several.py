"""Submissions with several pictures per prompt, with replies from which evidence is verified."""

from __future__ import annotations

import random
from typing import Any

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath
from leaderboard.models import Judgement, Submission
from tests.factories import judge_all, running_submission
from tests.leaderboard.domain.judging.replies import nested_json
from tests.leaderboard.pipeline.runs import scored_again


def several_submission(samples: int = 2, *, seed: int = 1, same: bool = False, **fields: Any) -> Submission:
    """A scored submission with verdicts drawn at random.

    Args:
        same: whether all pictures of a prompt get the same verdicts: those of a submission with one, and this seed.
    """
    submission = running_submission(pictures_per_prompt=samples, **fields)
    judge_all(submission)
    drawn: dict[tuple[object, ...], list[Verdict]] = {}
    judgements = list(Judgement.objects.filter(judging__submission=submission).select_related("judging__image"))
    for row in judgements:
        image = row.judging.image
        key = image.prompt_id, image.language, row.dimension, 0 if same else image.sample
        chance = random.Random(f"{seed} {key}")
        values = drawn.setdefault(key, [chance.choice((0, 1, 2, None)) for _ in row.verdicts])
        row.verdicts = [[*names, value] for (*names, _old), value in zip(row.verdicts, values, strict=True)]
        row.content = nested_json({FacetPath(row.dimension, *entry[:2]): entry[2] for entry in row.verdicts})
    Judgement.objects.bulk_update(judgements, ["verdicts", "content"])
    return scored_again(submission)
