"""Picks pictures that illustrate a verdict: one from each of several models, of different prompts if possible."""

from __future__ import annotations

import numpy as np

from leaderboard.domain.statistics.arrays import BoolArray, FloatArray


def pick_examples(scores: FloatArray, score: float, preferred: BoolArray, count: int) -> list[tuple[int, int]]:
    """Up to ``count`` pairs (model, prompt) that have this score, each model at most once, in the models' order.

    Prompts that no earlier model uses come first, then preferred prompts, then the order of the suite.

    Args:
        scores: [models, prompts] of one level.
        preferred: [prompts].
    """
    taken = np.zeros(len(preferred), dtype=np.bool_)
    examples: list[tuple[int, int]] = []
    for model, has_it in enumerate(scores == score):
        prompts = np.flatnonzero(has_it)
        if not prompts.size:
            continue
        # lexsort's last key counts most.
        prompt = int(prompts[np.lexsort((prompts, ~preferred[prompts], taken[prompts]))[0]])
        taken[prompt] = True
        examples.append((model, prompt))
        if len(examples) == count:
            break
    return examples
