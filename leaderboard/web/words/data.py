"""Texts of suites, judge profiles and rubrics in the reader's language; what is stored and sealed stays English."""

from __future__ import annotations

from django.utils.translation import pgettext

from leaderboard.domain.score_path import ScorePath
from leaderboard.translation.data import CONTEXT


def translated(text: str | ScorePath) -> str:
    """A title, description, caveat, question or name of the rubric as the catalogue has it, else as it is stored.

    A path is translated name by name: "质量 › 细节"; "" stays "".
    """
    if isinstance(text, ScorePath):
        return " › ".join(map(translated, text.names))
    # The context alone would find the catalogue's header.
    return pgettext(CONTEXT, text) if text else ""
