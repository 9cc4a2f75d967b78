"""The prompt suite: an ordered, versioned, sealed set of prompts with their texts and target facets."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.domain.canonical import seal
from leaderboard.domain.rubric import FacetPath, Rubric

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")


@dataclass(frozen=True, slots=True)
class Target:
    """A facet that a prompt is meant to try, and what to look for (for readers; the judge does not see it)."""

    facet: FacetPath
    note: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: a text per language, and its target facets."""

    key: str
    field: str
    region: str
    texts: Mapping[str, str]
    targets: tuple[Target, ...]

    @property
    def target_facets(self) -> frozenset[FacetPath]:
        return frozenset(target.facet for target in self.targets)


@dataclass(frozen=True, slots=True)
class Suite:
    """A whole suite as read from its folder."""

    key: str
    version: str
    title: str
    description: str
    licence: str
    languages: tuple[str, ...]
    prompts: tuple[Prompt, ...]

    def content(self) -> dict[str, object]:
        """What is sealed: everything, as plain values in the order of the file."""
        return {
            "key": self.key,
            "version": self.version,
            "title": self.title,
            "description": self.description,
            "licence": self.licence,
            "languages": list(self.languages),
            "prompts": [
                {
                    "key": prompt.key,
                    "field": prompt.field,
                    "region": prompt.region,
                    "texts": dict(prompt.texts),
                    "targets": [{"facet": list(t.facet), "note": t.note} for t in prompt.targets],
                }
                for prompt in self.prompts
            ],
        }

    def sha256(self) -> str:
        return seal(self.content())


class SuiteError(ValueError):
    """All faults of a suite's files at once, one per line, each with file and line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def parse_suite(suite_toml: str, prompts_jsonl: str, rubric: Rubric) -> Suite:
    """Read a suite from the texts of its ``suite.toml`` and ``prompts.jsonl``.

    Raises:
        SuiteError: with every fault found, not only the first.
    """
    head = tomllib.loads(suite_toml)
    faults = [
        f"suite.toml: {key!r} is missing; a text is expected"
        for key in ("key", "version", "title", "description", "licence")
        if not isinstance(head.get(key), str)
    ]
    languages = _texts(head.get("languages"))
    if not languages:
        faults.append('suite.toml: \'languages\' is missing; a list such as ["en", "zh"] is expected')
    prompts = _parse_prompts(prompts_jsonl, languages, rubric, faults)
    if faults:
        raise SuiteError(faults)
    return Suite(head["key"], head["version"], head["title"], head["description"], head["licence"], languages, prompts)


def _parse_prompts(text: str, languages: tuple[str, ...], rubric: Rubric, faults: list[str]) -> tuple[Prompt, ...]:
    prompts: dict[str, Prompt] = {}
    # Not splitlines(): a prompt's text may hold U+2028 and the like, which JSON leaves as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"prompts.jsonl:{number}"
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            faults.append(f"{where}: not JSON ({error.msg} at column {error.colno})")
            continue
        found = _entry_faults(entry, languages, rubric)
        if not found and entry["key"] in prompts:
            found = [f"the key {entry['key']!r} stands on an earlier line too; keys are unique"]
        faults.extend(f"{where}: {fault}" for fault in found)
        if not found:
            prompts[entry["key"]] = _prompt(entry, languages)
    if not text.strip():
        faults.append("prompts.jsonl: no prompts; one JSON object per line is expected")
    return tuple(prompts.values())


def _entry_faults(entry: object, languages: tuple[str, ...], rubric: Rubric) -> list[str]:
    if not isinstance(entry, dict):
        return ["a JSON object is expected"]
    faults = []
    if not isinstance(entry.get("key"), str) or not _KEY.match(entry["key"]):
        faults.append(f"'key' is {entry.get('key')!r}; small letters, digits and '-' are expected")
    texts = entry.get("texts")
    faults.extend(
        f"no text in language {language!r} under 'texts'"
        for language in languages
        if not isinstance(texts, dict) or not isinstance(texts.get(language), str) or not texts[language].strip()
    )
    targets = entry.get("targets")
    if not isinstance(targets, list) or not targets:
        return [*faults, "'targets' is empty; at least one target facet is expected"]
    for target in targets:
        facet = target.get("facet") if isinstance(target, dict) else None
        names = _texts(facet)
        if len(names) != 3 or FacetPath(*names) not in rubric.by_path:
            faults.append(f"unknown facet {facet!r}; a path of the rubric such as {list(rubric.facets[0].path)}")
    return faults


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts as a tuple; () for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return ()
    return tuple(value)


def _prompt(entry: dict[str, object], languages: tuple[str, ...]) -> Prompt:
    texts: dict[str, str] = entry["texts"]  # type: ignore[assignment]  # checked by _entry_faults
    targets: list[dict[str, list[str]]] = entry["targets"]  # type: ignore[assignment]
    return Prompt(
        key=str(entry["key"]),
        field=str(entry.get("field", "")),
        region=str(entry.get("region", "")),
        texts={language: texts[language] for language in languages},
        targets=tuple(Target(FacetPath(*t["facet"]), str(t.get("note", ""))) for t in targets),
    )
