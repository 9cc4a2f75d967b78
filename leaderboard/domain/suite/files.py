"""Reading a suite from the texts of its two files, with every fault reported by file and line.

``suite.toml`` holds the head; ``prompts.jsonl`` one prompt per line. A suite that is part of another has no
``prompts.jsonl``: its head names the other's folder (``prompts_from``) and the prompts' ``keys``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leaderboard.domain import toml
from leaderboard.domain.rubric import FacetPath, Rubric
from leaderboard.domain.suite.suite import Prompt, Suite, Target
from leaderboard.domain.texts import FieldFault, check_line, check_paragraphs, has_visible

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
_VERSION = re.compile(r"[A-Za-z0-9.-]{1,20}\Z")
_HEAD_TEXTS = ("key", "version", "title", "description", "licence")
_HEAD_KEYS = frozenset({*_HEAD_TEXTS, "languages", "hidden", "prompts_from", "keys"})
_PROMPT_KEYS = frozenset({"key", "field", "region", "texts", "render", "targets"})


class SuiteError(ValueError):
    """All faults of a suite's files at once, one per line, each with file and line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def parse_head(suite_toml: str) -> dict[str, Any]:
    """The head's values.

    Raises:
        SuiteError: when the file is not TOML.
    """
    try:
        return toml.loads(suite_toml)
    except toml.TOMLDecodeError as error:
        raise SuiteError([f"suite.toml: not TOML: {error}"]) from error


def parse_suite(suite_toml: str, prompts_jsonl: str, rubric: Rubric) -> Suite:
    """Read a suite from the texts of its ``suite.toml`` and ``prompts.jsonl``.

    Raises:
        SuiteError: with every fault found, not only the first.
    """
    head = parse_head(suite_toml)
    faults = [f"suite.toml{_line_of(suite_toml, name)}: {fault}" for name, fault in _head_faults(head)]
    languages = _texts(head.get("languages"))
    prompts = _parse_prompts(prompts_jsonl, languages, rubric, faults)
    wanted = _texts(head.get("keys")) if "keys" in head else tuple(prompts)
    unknown = [key for key in wanted if key not in prompts]
    if unknown and not faults:
        faults.append(f"suite.toml{_line_of(suite_toml, 'keys')}: no prompts {', '.join(unknown)} in prompts.jsonl")
    if faults:
        raise SuiteError(faults)
    return Suite(
        **{name: head[name] for name in _HEAD_TEXTS},
        languages=languages,
        prompts=tuple(prompts[key] for key in wanted),
        hidden=head.get("hidden", False),
    )


def _head_faults(head: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of the head's key and what is wrong with it."""
    for name in _HEAD_TEXTS:
        if name not in head:
            yield name, f"{name!r} is missing; a text is expected"
        elif not isinstance(head[name], str) or not has_visible(head[name]):
            yield name, f"{name!r} is {head[name]!r}; a text is expected"
        else:
            check = check_paragraphs if name == "description" else check_line
            yield from ((name, f"{name!r}: {fault}") for fault in _character_faults(check, head[name]))
    if isinstance(head.get("key"), str) and not _KEY.match(head["key"]):
        yield "key", f"'key' is {head['key']!r}; small letters, digits and '-' are expected"
    if isinstance(head.get("version"), str) and not _VERSION.match(head["version"]):
        yield "version", f"'version' is {head['version']!r}; at most 20 letters, digits, '.' and '-' are expected"
    languages = _texts(head.get("languages"))
    if not languages or len(set(languages)) != len(languages):
        yield (
            "languages",
            '\'languages\' is missing or not a list of different codes; one such as ["en", "zh"] is expected',
        )
    if not isinstance(head.get("hidden", False), bool):
        yield "hidden", f"'hidden' is {head['hidden']!r}; true or false is expected"
    if ("keys" in head) != ("prompts_from" in head):
        yield "keys", "'keys' and 'prompts_from' are needed together; give both or neither"
    keys = _texts(head.get("keys"))
    if "keys" in head and (not keys or len(set(keys)) != len(keys)):
        yield "keys", "'keys' is not a list of different prompt keys"
    yield from ((name, f"{name!r} is not known here") for name in head if name not in _HEAD_KEYS)


def _line_of(toml: str, name: str) -> str:
    """ ":3" for the line of a top-level key; "" if it is missing."""
    for number, line in enumerate(toml.splitlines(), start=1):
        if re.match(rf"\s*{re.escape(name)}\s*=", line):
            return f":{number}"
    return ""


def _parse_prompts(text: str, languages: tuple[str, ...], rubric: Rubric, faults: list[str]) -> dict[str, Prompt]:
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
        entry_faults = list(_entry_faults(entry, languages, rubric))
        if not entry_faults and entry["key"] in prompts:
            entry_faults = [f"the key {entry['key']!r} is also on an earlier line; keys must be unique"]
        faults.extend(f"{where}: {fault}" for fault in entry_faults)
        if not entry_faults:
            prompts[entry["key"]] = _prompt(entry, languages)
    if not text.strip():
        faults.append("prompts.jsonl: no prompts; one JSON object per line is expected")
    return prompts


def _entry_faults(entry: object, languages: tuple[str, ...], rubric: Rubric) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "a JSON object is expected"
        return
    yield from (f"{name!r} is not known here" for name in entry if name not in _PROMPT_KEYS)
    if not isinstance(entry.get("key"), str) or not _KEY.match(entry["key"]):
        yield f"'key' is {entry.get('key')!r}; small letters, digits and '-' are expected"
    for name in ("field", "region"):
        if not isinstance(entry.get(name, ""), str):
            yield f"{name!r} is {entry[name]!r}; a text is expected"
        else:
            yield from (f"{name!r}: {fault}" for fault in _character_faults(check_line, entry.get(name, "")))
    yield from _text_faults(entry.get("texts"), entry.get("render", []), languages)
    yield from _target_faults(entry.get("targets"), rubric)


def _text_faults(texts: object, render: object, languages: tuple[str, ...]) -> Iterator[str]:
    known = texts if isinstance(texts, dict) else {}
    for language in languages:
        if not isinstance(known.get(language), str) or not has_visible(known[language]):
            yield f"no text in language {language!r} under 'texts'"
        else:
            faults = _character_faults(check_paragraphs, known[language])
            yield from (f"the text in {language!r}: {fault}" for fault in faults)
    surplus = [language for language in known if language not in languages] if languages else []
    yield from (f"a text in {language!r}, which 'languages' does not name" for language in surplus)
    if not isinstance(render, list) or not all(isinstance(string, str) and string for string in render):
        yield f"'render' is {render!r}; a list of texts is expected"
        return
    for language in languages:
        text = known.get(language)
        missing = [string for string in render if isinstance(text, str) and string not in text]
        yield from (f"{string!r}, which 'render' lists, is not in the text in {language!r}" for string in missing)


def _target_faults(targets: object, rubric: Rubric) -> Iterator[str]:
    if not isinstance(targets, list) or not targets:
        yield "'targets' is empty; at least one target facet is expected"
        return
    seen: set[FacetPath] = set()
    for target in targets:
        facet = target.get("facet") if isinstance(target, dict) else None
        names = _texts(facet)
        path = FacetPath(*names) if len(names) == 3 else None
        if path is None or path not in rubric.by_path:
            yield f"unknown facet {facet!r}; a path of the rubric such as {list(rubric.facets[0].path)} is expected"
        elif path in seen:
            yield f"the facet {list(path)} is a target twice"
        else:
            seen.add(path)
        if isinstance(target, dict) and not isinstance(target.get("note", ""), str):
            yield f"the note of {facet!r} is {target['note']!r}; a text is expected"
        elif isinstance(target, dict):
            faults = _character_faults(check_paragraphs, target.get("note", ""))
            yield from (f"the note of {facet!r}: {fault}" for fault in faults)


def _character_faults(check: Callable[[str], None], text: str) -> list[str]:
    """What is wrong with a text's characters, or "". The text is part of a seal and never changed."""
    try:
        check(text)
    except FieldFault as fault:
        return [str(fault)]
    return []


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts as a tuple; () for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return ()
    return tuple(value)


def _prompt(entry: dict[str, Any], languages: tuple[str, ...]) -> Prompt:
    """The prompt of an entry without faults."""
    return Prompt(
        key=entry["key"],
        field=entry.get("field", ""),
        region=entry.get("region", ""),
        texts={language: entry["texts"][language] for language in languages},
        render=tuple(entry.get("render", [])),
        targets=tuple(Target(FacetPath(*t["facet"]), t.get("note", "")) for t in entry["targets"]),
    )
