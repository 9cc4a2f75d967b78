"""The texts of suites, profiles and rubrics in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.web.words.data import translated


def test_a_path_is_translated_name_by_name() -> None:
    path = ScorePath("Quality", "Detail", "Noise")
    assert translated(path) == "Quality › Detail › Noise"
    with translation.override("zh-hans"):
        assert translated(path) == "画质 › 细节 › 噪点"
        assert translated(OVERALL) == translated("") == ""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_text_that_no_catalogue_has_stays(language: str) -> None:
    with translation.override(language):
        assert translated("Steadiness of the hand") == "Steadiness of the hand"


def test_a_word_of_the_interface_is_not_taken_for_a_name() -> None:
    with translation.override("zh-hans"):
        assert translated("Licence") == "Licence"
