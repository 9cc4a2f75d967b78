"""Numbers in the reader's units."""

from __future__ import annotations

from django.utils import translation

from leaderboard.web.words.numbers import parameter_count

COUNTS = [None, 860_000_000, 12_900_000_000, 3_456_000_000, 1_000_000_000_000, 500_000]


def test_parameters_in_english() -> None:
    assert [parameter_count(count) for count in COUNTS] == ["–", "860 M", "12.9 B", "3.46 B", "1000 B", "0.5 M"]


def test_parameters_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert [parameter_count(count) for count in COUNTS] == ["–", "8.6 亿", "129 亿", "34.6 亿", "10000 亿", "50 万"]
