"""Translations that a site brings along with its own suites and judge profiles."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import override_settings
from django.utils import translation

from leaderboard.translation.catalogue import compile_all
from leaderboard.web.words.data import translated

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "data"
msgid "Street food"
msgstr "街头小吃"
"""


def test_a_catalogue_beside_own_suites_translates_their_texts(tmp_path: Path) -> None:
    catalogue = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    compile_all([tmp_path / "locale"])
    paths = [tmp_path / "locale", *settings.LOCALE_PATHS]
    with override_settings(LOCALE_PATHS=paths), translation.override("zh-hans"):
        assert [translated(text) for text in ("Street food", "Noise")] == ["街头小吃", "噪点"]
        assert translated("Night markets") == "Night markets"
