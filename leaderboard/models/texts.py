"""Columns for texts that people enter, cleaned whenever a row is read.

Forms and the API refuse what cannot be shown (leaderboard/domain/texts.py). Rows of earlier versions can hold it all
the same, and the rows of a release never change, so every reader gets the cleaned text: pages, feeds, badges, files.
The sealed content of a release is not a column of this kind and stays as it is.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from leaderboard.domain.texts import shown, shown_line


class LineField(models.CharField[str, str]):
    """A text of one line."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return value and shown_line(value)

    def deconstruct(self) -> Any:
        return _as("CharField", super().deconstruct())


class ParagraphsField(models.TextField[str, str]):
    """A text of several lines."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return value and shown(value)

    def deconstruct(self) -> Any:
        return _as("TextField", super().deconstruct())


class LinkField(models.URLField[str, str]):
    """A web address, or ""."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return value and shown_line(value)

    def deconstruct(self) -> Any:
        return _as("URLField", super().deconstruct())


def _as(kind: str, deconstructed: Any) -> Any:
    """For migrations it is the column that Django has: how a value is read does not concern the table."""
    name, _, arguments, options = deconstructed
    return name, f"django.db.models.{kind}", arguments, options
