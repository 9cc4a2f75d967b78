"""Types of fields that several schemas share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from ninja import Field
from pydantic import BeforeValidator

from leaderboard.domain.texts import may_fit, read_line, read_link, read_name, read_paragraphs


def read_with(read: Callable[[str], str], most: int) -> BeforeValidator:
    """Applies a reader of texts before lengths are checked, because normal form C can change them."""
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) and may_fit(value, most) else value)


# The languages depend on the suite, so the pipeline checks them.
Language = Annotated[str, Field(max_length=10)]
SuiteName = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[A-Za-z0-9.-]+$", examples=["demo/1"])]
Name = Annotated[str, Field(min_length=1, max_length=80), read_with(read_name, 80)]
Label = Annotated[str, Field(max_length=80), read_with(read_line, 80)]
Link = Annotated[str, Field(max_length=200, pattern=r"^(https?://\S+)?$"), read_with(read_link, 200)]
Paragraphs = Annotated[str, Field(max_length=2000), read_with(read_paragraphs, 2000)]
