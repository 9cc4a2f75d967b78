"""The prompt suite: an ordered, versioned, sealed set of prompts with their texts and target facets.

The seal is the SHA-256 over the canonical bytes of ``Suite.content()`` (see ``canonical.py``). The site serves exactly
these bytes as the suite's ``suite.json``, so that ``curl … | sha256sum`` prints the seal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leaderboard.domain.canonical import canonical_bytes, seal
from leaderboard.domain.rubric import FacetPath

SHORT_LIMITS: Mapping[str, int] = {"en": 235, "zh": 70}
"""The greatest length of a short text in characters, by language."""

_SHORT_ELSEWHERE = 235


@dataclass(frozen=True, slots=True)
class Target:
    """A facet that a prompt was written to test, and what to look for (for readers; the judge does not see it)."""

    facet: FacetPath
    note: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: a text per language, its target facets, and the exact lettering that it asks for.

    ``render`` lists the strings that the picture must show; each is part of the text in every language.
    """

    key: str
    field: str
    region: str
    texts: Mapping[str, str]
    render: tuple[str, ...]
    targets: tuple[Target, ...]

    @property
    def target_facets(self) -> frozenset[FacetPath]:
        return frozenset(target.facet for target in self.targets)

    @property
    def is_short(self) -> bool:
        return is_short(self.texts)

    def content(self) -> dict[str, object]:
        """The prompt as plain values, as in a line of the suite's file."""
        return {
            "key": self.key,
            "field": self.field,
            "region": self.region,
            "texts": dict(self.texts),
            "render": list(self.render),
            "targets": [{"facet": list(target.facet), "note": target.note} for target in self.targets],
        }


@dataclass(frozen=True, slots=True)
class Suite:
    """A whole suite. ``hidden`` is the operator's current decision and not sealed."""

    key: str
    version: str
    title: str
    description: str
    licence: str
    languages: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    hidden: bool = False

    @property
    def name(self) -> str:
        """As submissions name it: "key/version"."""
        return f"{self.key}/{self.version}"

    def content(self) -> dict[str, object]:
        """The sealed content: everything except ``hidden``, as plain values in the order of the file."""
        return {**self._head(), "prompts": [prompt.content() for prompt in self.prompts]}

    def canonical_bytes(self) -> bytes:
        """The bytes whose SHA-256 is the seal."""
        return canonical_bytes(self.content())

    def sha256(self) -> str:
        return seal(self.content())

    def first_difference(self, other: Suite) -> str:
        """The first difference of ``other`` from this suite, in words; "" if both have the same content."""
        return next(self._differences(other), "")

    def _head(self) -> dict[str, object]:
        return {
            "key": self.key,
            "version": self.version,
            "title": self.title,
            "description": self.description,
            "licence": self.licence,
            "languages": list(self.languages),
        }

    def _differences(self, other: Suite) -> Iterator[str]:
        theirs = other._head()
        yield from (
            f"{name!r} was {was!r}, is {theirs[name]!r}" for name, was in self._head().items() if was != theirs[name]
        )
        for place, (old, new) in enumerate(zip(self.prompts, other.prompts, strict=False), start=1):
            if old.key != new.key:
                yield f"prompt number {place} was {old.key}, is {new.key}"
            elif old != new:
                changed = [name for name, value in old.content().items() if value != new.content()[name]]
                yield f"prompt {old.key}: {', '.join(changed)} changed"
        if len(self.prompts) != len(other.prompts):
            yield f"there were {len(self.prompts)} prompts, there are {len(other.prompts)}"


def is_short(texts: Mapping[str, str]) -> bool:
    """Whether every language's text is short; one long text makes a prompt a long one."""
    return all(len(text) <= SHORT_LIMITS.get(language, _SHORT_ELSEWHERE) for language, text in texts.items())
