"""Prompt suites, their prompts, and judge profiles."""

from __future__ import annotations

from leaderboard.client.models.base import Object


class Suite(Object):
    """A sealed prompt suite."""

    key: str
    version: str
    title: str
    languages: list[str]
    prompt_count: int
    sha256: str
    hidden: bool

    @property
    def name(self) -> str:
        """As submissions name it: "key/version"."""
        return f"{self.key}/{self.version}"


class WholeSuite(Suite):
    """A suite with its description and the licence of its prompts."""

    description: str
    licence: str


class Target(Object):
    """A facet that a prompt was written to test, and what to look for."""

    dimension: str
    sub_capability: str
    facet: str
    note: str


class Prompt(Object):
    """A prompt: its text by language, the words that the picture must contain as lettering, and its target facets."""

    key: str
    position: int
    field: str
    region: str
    texts: dict[str, str]
    render: list[str]
    targets: list[Target]


class JudgeProfile(Object):
    """A judge profile. ``model`` is the name of the judge's weights, ``is_current``: new submissions get it."""

    key: str
    version: str
    title: str
    comparable: bool
    caveat: str
    sha256: str
    model: str
    is_current: bool
    page: str


class WholeJudgeProfile(JudgeProfile):
    """A judge profile with the texts of its files, by name; its seal is computed from them."""

    files: dict[str, str]


class Practice(Object):
    """A suite's practice subset: the keys of its prompts in order."""

    rule: int
    sha256: str
    prompts: list[str]
