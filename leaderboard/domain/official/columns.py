"""The dataset's reply columns: dimension, model and language in one name, as ``quality_response_MODEL_en``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_MARK, _ENGLISH = "_response_", "_en"


class ReplyColumn(NamedTuple):
    """The model, the prompt's language and the dimension of a column of replies."""

    model: str
    language: str
    dimension: str

    @property
    def name(self) -> str:
        """The column's name in the dataset."""
        return f"{_prefix(self.dimension)}{self.model}{_ENGLISH if self.language == 'en' else ''}"


class ColumnError(ValueError):
    """A column resembles a reply column, but names no dimension or no model."""


class ReplyColumns:
    """Reads the names of columns; each name is parsed once."""

    def __init__(self, dimensions: Iterable[str]) -> None:
        self._dimensions = {_prefix(dimension): dimension for dimension in dimensions}
        self._known: dict[str, ReplyColumn | None] = {}

    def read(self, name: str) -> ReplyColumn | None:
        """The replies that a column has; None if it is not a reply column.

        A trailing "_en" always marks English; a model whose own name ends with it cannot be distinguished.

        Raises:
            ColumnError: saying which names are expected.
        """
        if name not in self._known:
            self._known[name] = self._parsed(name)
        return self._known[name]

    def _parsed(self, name: str) -> ReplyColumn | None:
        for prefix, dimension in self._dimensions.items():
            if name.startswith(prefix):
                model = name.removeprefix(prefix)
                bare = model.removesuffix(_ENGLISH)
                if not bare:
                    raise ColumnError(f"the column {name!r} names no model; {prefix}MODEL[{_ENGLISH}] is expected")
                return ReplyColumn(bare, "en" if bare != model else "zh", dimension)
        if _MARK in name:
            raise ColumnError(
                f"the column {name!r} names no dimension; one of {', '.join(self._dimensions)} is expected at its start"
            )
        return None


def _prefix(dimension: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", dimension.lower()) + _MARK
