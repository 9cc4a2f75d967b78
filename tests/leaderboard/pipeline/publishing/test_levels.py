"""The bytes that are sealed for the levels of a release: fixed here, because another order would be another seal."""

from __future__ import annotations

import numpy as np

from leaderboard.domain.canonical import canonical_bytes, seal
from leaderboard.domain.ranking.standings import RankedScore
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.pipeline.publishing.levels import SEALED_NUMBERS, LevelScore, levels_content

NOISE = ScorePath("Quality", "Detail", "Noise")
KNOWN = LevelScore(NOISE, RankedScore(81.5, 24, 1.25, 79.0, 84.0, 2, 1, 3), 90.0, 3.5, -1.0, 8.0)
UNKNOWN = LevelScore(OVERALL, RankedScore(None, 0, None, None, None), None, None, None, None)


def test_a_sealed_score_is_its_names_and_its_numbers_in_a_fixed_order() -> None:
    assert canonical_bytes(KNOWN.sealed()) == (
        b'[["Quality","Detail","Noise"],81.5,24,1.25,79.0,84.0,2,1,3,90.0,3.5,-1.0,8.0]'
    )
    assert canonical_bytes(UNKNOWN.sealed()) == b"[[],null,0,null,null,null,null,null,null,null,null,null,null]"
    assert tuple(KNOWN.numbers) == SEALED_NUMBERS


def test_the_sealed_content_of_the_levels_is_byte_for_byte_this() -> None:
    scores = np.array([[[60.0, np.nan], [100.0, np.nan]], [[0.0, np.nan], [60.0, np.nan]]])
    content = levels_content([OVERALL, NOISE], scores, [[UNKNOWN, KNOWN], []])
    assert canonical_bytes(content) == (
        b'{"field":[{"best":80.0,"median":55.0,"models":2,"path":[]},'
        b'{"best":null,"median":null,"models":0,"path":["Quality","Detail","Noise"]}],'
        b'"sha256":"' + seal([[UNKNOWN.sealed(), KNOWN.sealed()], []]).encode() + b'"}'
    )
    assert content["sha256"] == "a055779696d2afaa3c65a35027738ac51778452e3a00a7c805bae36a0790c23f"
