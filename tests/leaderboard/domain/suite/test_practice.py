"""The practice subset: representative, reproducible, and independent of order and names."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.suite.practice import PRACTICE_PROMPTS, practice_of
from leaderboard.domain.suite.suite import Suite
from leaderboard.pipeline.loading import folders

SEAL = "0" * 64
PATHS = [FacetPath(f"d{d}", f"s{d}{s}", "f") for d in range(3) for s in range(4)]
suites_of_targets = st.dictionaries(
    st.text("abcdef0123456789", min_size=1, max_size=6), st.sets(st.sampled_from(PATHS), max_size=5), max_size=60
)


def core() -> Suite:
    return folders.read_suite(Path(settings.SALON_PROMPTS) / "core-v1")


def targets_of(suite: Suite) -> dict[str, frozenset[FacetPath]]:
    return {prompt.key: prompt.target_facets for prompt in suite.prompts}


@given(suites_of_targets)
def test_it_has_distinct_prompts_of_the_suite_in_its_order(targets: dict[str, set[FacetPath]]) -> None:
    practice = practice_of(SEAL, targets)
    assert len(practice.keys) == min(PRACTICE_PROMPTS, len(targets))
    assert [key for key in targets if key in practice.keys] == list(practice.keys)


@given(suites_of_targets)
def test_the_order_of_prompts_does_not_matter(targets: dict[str, set[FacetPath]]) -> None:
    backwards = dict(reversed(targets.items()))
    assert set(practice_of(SEAL, targets).keys) == set(practice_of(SEAL, backwards).keys)


def test_every_dimension_and_common_sub_capability_of_the_shipped_suite_keeps_its_share() -> None:
    suite = core()
    practice = practice_of(suite.sha256(), targets_of(suite))
    whole, part = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for key, paths in targets_of(suite).items():
        strata = {(path.dimension,) for path in paths} | {(path.dimension, path.sub_capability) for path in paths}
        whole.update(strata)
        part.update(strata if key in practice.keys else ())
    for stratum, count in whole.items():
        expected = count * PRACTICE_PROMPTS / len(suite.prompts)
        assert abs(part[stratum] - expected) <= 1, stratum
        assert part[stratum] or expected < 1, stratum


def test_the_seal_names_suite_rule_and_prompts() -> None:
    suite = core()
    first = practice_of(suite.sha256(), targets_of(suite))
    assert first == practice_of(suite.sha256(), targets_of(suite))
    assert first.sha256 != practice_of(SEAL, targets_of(suite)).sha256
    with pytest.raises(ValueError, match="practice rule 2 is not known"):
        practice_of(suite.sha256(), targets_of(suite), rule=2)
