"""Which pictures stand for a verdict: one from each of several models, of different prompts where that can be had."""

from __future__ import annotations

import numpy as np

from leaderboard.domain.statistics.arrays import BoolArray, FloatArray


def pick_examples(scores: FloatArray, score: float, preferred: BoolArray, count: int) -> list[tuple[int, int]]:
    """Up to ``count`` pairs (model, prompt) that have a score, a model at most once, in the models' order.

    A preferred prompt is taken before another one, and one that no earlier model stands for before one that is taken.

    Args:
        scores: [models, prompts] of one level.
        preferred: [prompts].
    """
    taken = np.zeros(len(preferred), dtype=np.bool_)
    found: list[tuple[int, int]] = []
    for model, has_it in enumerate(scores == score):
        prompts = np.flatnonzero(has_it)
        if not prompts.size:
            continue
        # The lowest key first: taken ones after all others, then the preferred, then in the suite's order.
        prompt = int(prompts[np.lexsort((prompts, ~preferred[prompts], taken[prompts]))[0]])
        taken[prompt] = True
        found.append((model, prompt))
        if len(found) == count:
            break
    return found
