"""A level of the rubric: its names, depth, slug and noise floor."""

from __future__ import annotations

import json
import pickle

import pytest

from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import LEVELS, OVERALL, ScorePath, parent
from tests.leaderboard.domain import shipped

QUALITY, DETAIL = ScorePath("Quality"), ScorePath("Quality", "Detail")
NOISE = FacetPath("Quality", "Detail", "Noise")
DIFFERENCE = FacetPath("Alignment", "Relations", "Difference/Similarity")


@pytest.mark.parametrize(
    ("path", "names", "name", "text", "slug"),
    [
        (OVERALL, [], "", "", "overall"),
        (QUALITY, ["Quality"], "Quality", "Quality", "quality"),
        (
            ScorePath("Real-world Fidelity"),
            ["Real-world Fidelity"],
            *["Real-world Fidelity"] * 2,
            "real-world-fidelity",
        ),
        (DETAIL, ["Quality", "Detail"], "Detail", "Quality › Detail", "quality-detail"),
        (
            ScorePath("Aesthetics", "Lighting & Atmosphere"),
            ["Aesthetics", "Lighting & Atmosphere"],
            "Lighting & Atmosphere",
            "Aesthetics › Lighting & Atmosphere",
            "aesthetics-lighting-atmosphere",
        ),
        (
            DIFFERENCE,
            ["Alignment", "Relations", "Difference/Similarity"],
            "Difference/Similarity",
            "Alignment › Relations › Difference/Similarity",
            "alignment-relations-difference-similarity",
        ),
    ],
)
def test_a_path_says_its_names_and_its_slug(path: ScorePath, names: list[str], name: str, text: str, slug: str) -> None:
    assert (list(path.names), path.name, str(path), path.slug) == (names, name, text, slug)
    assert json.loads(json.dumps(path.names)) == names
    assert (path.depth, path.level, path.is_overall) == (len(names), LEVELS[len(names)], not names)
    assert ScorePath(*names) == path


def test_the_levels_above_a_facet() -> None:
    assert [NOISE.upto(depth) for depth in range(4)] == [OVERALL, QUALITY, DETAIL, NOISE]
    assert [path.parent for path in (NOISE, DETAIL, QUALITY, OVERALL)] == [DETAIL, QUALITY, OVERALL, OVERALL]
    assert parent(NOISE) == DETAIL
    assert QUALITY.upto(3) == QUALITY


def test_a_facets_path_is_the_same_key_as_the_score_path_with_its_names() -> None:
    path = ScorePath("Quality", "Detail", "Noise")
    assert {path: 1}[NOISE] == 1
    assert hash(path) == hash(tuple(NOISE))
    assert pickle.loads(pickle.dumps(NOISE)) == path  # noqa: S301  # our own bytes
    assert sorted([NOISE, QUALITY, DETAIL, OVERALL]) == [OVERALL, QUALITY, DETAIL, NOISE]


def test_no_two_levels_share_a_slug() -> None:
    levels = shipped.rubric().levels
    assert len({path.slug for path in levels}) == len(levels) == 1 + 5 + 23 + 56


def test_the_judges_noise_is_known_for_overall_and_dimensions_only() -> None:
    floors = {"": 0.5, "Quality": 1.5}
    assert [path.noise_floor(floors) for path in (OVERALL, QUALITY, DETAIL, NOISE)] == [0.5, 1.5, 0.0, 0.0]
    assert ScorePath("Alignment").noise_floor(floors) == 0.0
