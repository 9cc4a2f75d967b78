"""Names of languages, and the punctuation of the reader's language."""

from __future__ import annotations

from django.utils.translation import override

from leaderboard.web.words.languages import bracketed, language_names


def test_brackets_and_commas_are_those_of_the_readers_language() -> None:
    assert (bracketed("optional"), language_names(["en", "xx"])) == ("(optional)", "English, xx")
    with override("zh-hans"):
        assert (bracketed("可选"), language_names(["en", "zh"])) == ("（可选）", "英文、中文")
