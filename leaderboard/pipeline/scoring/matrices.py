"""Stage 4: a submission's scores on all levels, prompt by prompt, as one packed array; stages 5 and 6 read these."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import zstandard
from django.db import transaction

from leaderboard.domain.scoring.scores import image_scores, prompt_scores
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.models import Board, Prompt, ScoreMatrix, Submission
from leaderboard.pipeline.scoring import rescoring
from leaderboard.pipeline.scoring.scoring import counted_judgings, verdicts_of

_KIND = np.dtype("<f8")
_AT_A_TIME = 100


def score_array(board: Board, submissions: Sequence[Submission]) -> FloatArray:
    """[submissions, prompts, levels]: the judged-scope scores on a board's prompts; NaN where a score is missing."""
    shape = Prompt.objects.filter(suite=board.suite_id).count(), len(board.judge_profile.frozen.protocol.rubric.levels)
    matrices = ScoreMatrix.objects.filter(submission__in=submissions, language=board.language)
    packed = dict(matrices.values_list("submission_id", "data"))
    scores = np.full((len(submissions), *shape), np.nan)
    for row, submission in enumerate(submissions):
        data = packed.get(submission.pk) or ensure_matrix(submission, board.language)
        scores[row] = np.frombuffer(zstandard.decompress(data), dtype=_KIND).reshape(shape)
    return scores


def ensure_matrix(submission: Submission, language: str) -> bytes:
    """The packed scores of a scored submission in one language; computed and stored the first time."""
    while (written := ScoreMatrix.objects.filter(submission=submission, language=language).first()) is None:
        edition = rescoring.edition(submission.pk)
        packed = zstandard.compress(np.ascontiguousarray(_scores(submission, language), dtype=_KIND).tobytes())
        with transaction.atomic():
            if rescoring.is_still(submission.pk, edition):
                # get_or_create, because another process may store the same matrix at the same time.
                ScoreMatrix.objects.get_or_create(submission=submission, language=language, defaults={"data": packed})
    return bytes(written.data)


def _scores(submission: Submission, language: str) -> FloatArray:
    """[prompts, levels]; NaN where a score is missing."""
    levels = {path: at for at, path in enumerate(submission.judge_profile.frozen.protocol.rubric.levels)}
    prompts = Prompt.objects.filter(suite=submission.suite_id).order_by("position").values_list("pk", flat=True)
    rows = {prompt_id: at for at, prompt_id in enumerate(prompts)}
    scores = np.full((len(rows), len(levels)), np.nan)
    judgings = counted_judgings(submission).filter(image__language=language).select_related("image")
    of_pictures = (
        (judging.image.prompt_id, image_scores(verdicts_of(judging)))
        for judging in judgings.iterator(chunk_size=_AT_A_TIME)
    )
    for prompt_id, of_prompt in prompt_scores(of_pictures).items():
        for path, score in of_prompt.items():
            scores[rows[prompt_id], levels[path]] = score
    return scores
