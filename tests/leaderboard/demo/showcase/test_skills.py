"""Made-up skills and the verdicts drawn from them."""

from __future__ import annotations

import numpy as np
import pytest

from leaderboard.demo.showcase.skills import NOT_APPLICABLE, Skill, Verdicts, VerdictSampler
from leaderboard.domain.score_path import OVERALL
from leaderboard.domain.scoring.scores import image_scores, submission_scores
from tests.leaderboard.domain import shipped

FACETS = [facet.path for facet in shipped.rubric().facets]
TARGETS = [frozenset(FACETS[at : at + 8]) for at in range(0, 48, 2)]


def sampler(seed: int = 1) -> VerdictSampler:
    return VerdictSampler(FACETS, TARGETS, seed)


def drawn(skill: Skill, seed: int = 1) -> Verdicts:
    return sampler().verdicts(skill, np.random.default_rng(seed))


def overall(verdicts: Verdicts) -> float:
    read = [
        {path: None if value == NOT_APPLICABLE else int(value) for path, value in zip(FACETS, row, strict=True)}
        for row in verdicts
    ]
    return submission_scores(map(image_scores, read))[OVERALL].value


def test_the_same_seed_gives_the_same_skill_and_verdicts() -> None:
    first, again = sampler().skill(7, 0, 0.5), sampler().skill(7, 0, 0.5)
    assert np.array_equal(first.facets, again.facets)
    assert np.array_equal(drawn(first), drawn(again))
    assert not np.array_equal(drawn(first), drawn(first, seed=2))
    assert sampler(2).skill(7, 0, 0.5).overall != first.overall


def test_a_second_attempt_and_a_later_model_are_better() -> None:
    assert sampler().skill(3, 0, 0.5).overall < sampler().skill(3, 1, 0.5).overall
    assert sampler().skill(3, 0, 0).overall < sampler().skill(3, 0, 1).overall


def test_scores_are_believable_and_follow_the_skill() -> None:
    skills = [sampler().skill(number, 0, 0.5) for number in range(60)]
    scores = [overall(drawn(skill)) for skill in skills]
    assert 30 < min(scores) < 50
    assert 75 < max(scores) < 92
    assert np.corrcoef([skill.overall for skill in skills], scores)[0, 1] > 0.9
    assert all(0 <= skill.quality <= 1 for skill in skills)


def test_all_verdicts_occur_and_target_facets_nearly_always_apply() -> None:
    verdicts = drawn(sampler().skill(1, 0, 0.5))
    assert set(np.unique(verdicts)) == {NOT_APPLICABLE, 0, 1, 2}
    aimed = np.array([[path in targets for path in FACETS] for targets in TARGETS])
    without = verdicts == NOT_APPLICABLE
    assert without[aimed].mean() == pytest.approx(0, abs=0.03)
    assert 0.1 < without[~aimed].mean() < 0.35
