"""Schemas of suites, boards and releases in lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema


class SuiteOut(Schema):
    """A sealed prompt suite."""

    key: str
    version: str
    title: str
    languages: list[str]
    prompt_count: int
    sha256: str
    hidden: bool


class BoardOut(Schema):
    """A board and its newest release (0: none yet)."""

    slug: str
    suite: str
    judge_profile: str
    language: str
    caveat: str
    release: int
    page: str


class ReleaseOut(Schema):
    """One release; ``sha256`` is the seal of its content."""

    board: str
    number: int
    published_at: datetime
    sha256: str
    content: dict[str, Any]
