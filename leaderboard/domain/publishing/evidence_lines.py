"""Writing evidence (the format: ``evidence``): the same lines for a submission of the site and for local judging."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import zstandard

from leaderboard.domain.publishing.evidence import FORMAT, FORMAT_OF_SEVERAL
from leaderboard.domain.rubric import FacetPath
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Mean

_LEVEL = 10  # a tenth of the JSON's size; higher levels save a further twentieth and take twice as long
_SHOWN = ("dimension", "status", "verdicts", "attempt", "finish_reason")
_TEXTS = ("reason", "content", "reasoning")
_FIRST = ("finish_reason", "content", "reasoning")

RECORD_NAMES = (*_SHOWN, *_TEXTS, "first_reply")
"""What ``judgement_entry`` needs of a judgement."""


Score = tuple[str, str, ScorePath, Mean]
"""Language, scope, level and mean."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged: the sealed suite and judge profile with their contents, and whose pictures.

    ``submission`` is its number on the site, 0 in a local run. ``suite_content`` is None for a hidden suite.
    """

    submission: int
    generator: Mapping[str, str]
    languages: Sequence[str]
    suite: Mapping[str, Any]
    suite_content: Mapping[str, Any] | None
    profile: Mapping[str, Any]
    files: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    """How the pictures were made, as their author stated it."""
    pictures_per_prompt: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Which picture it is: the prompt's name in the evidence, and the sample from 1 (None with one per prompt)."""

    prompt: str | int | None
    language: str
    sample: int | None = None


def evidence_head(judged: Judged, scores: Iterable[Score]) -> dict[str, Any]:
    """The first line, with the scores in the order in which they are given; ``in_order`` is the usual one.

    ``judged.suite`` has "key", "version", "sha256" and "hidden", ``judged.profile`` "key", "version" and "sha256".
    """
    return {
        "format": FORMAT if judged.pictures_per_prompt == 1 else FORMAT_OF_SEVERAL,
        "submission": judged.submission,
        "generator": dict(judged.generator),
        "languages": list(judged.languages),
        **({} if judged.pictures_per_prompt == 1 else {"pictures_per_prompt": judged.pictures_per_prompt}),
        **({"generation_settings": dict(judged.settings)} if judged.settings else {}),
        "suite": {**judged.suite, "content": judged.suite_content},
        "judge_profile": {**judged.profile, "files": dict(judged.files)},
        "scores": [
            [language, scope, list(path.names), mean.value, mean.images, mean.standard_error]
            for language, scope, path, mean in scores
        ],
    }


def in_order(scores: Iterable[Score]) -> list[Score]:
    """By language, scope and names, which no database's collation can change."""
    return sorted(scores, key=lambda score: score[:3])


def picture_line(
    place: Place, sha256: str | None, targets: Iterable[FacetPath], judged: Mapping[str, Any]
) -> dict[str, Any]:
    """The line of a picture. ``judged`` has its "judgements", and "excluded" if it is excluded from scoring."""
    return {
        "prompt": place.prompt,
        "language": place.language,
        **({} if place.sample is None else {"sample": place.sample}),
        "sha256": sha256,
        "targets": sorted(list(path) for path in targets),
        **judged,
    }


def judgement_entry(record: Mapping[str, Any]) -> dict[str, Any]:
    """A judgement with the complete reply. ``record`` has the values of RECORD_NAMES."""
    first = record["first_reply"]
    return {
        **{name: record[name] for name in (*_SHOWN, *_TEXTS)},
        "first": first and {name: first[name] for name in _FIRST},
    }


def withheld_entry(record: Mapping[str, Any], answer: str | None) -> dict[str, Any]:
    """A judgement of a hidden suite: of its reply only ``answer``, or nothing if that is None."""
    shown = {name: record[name] for name in _SHOWN}
    return shown | {"reason": "", "content": answer, "reasoning": "", "first": None}


def lines_of(head: Mapping[str, Any], pictures: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The lines of an evidence file."""
    yield _line(head)
    yield from map(_line, pictures)


def packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The file: the lines, compressed one by one, because unpacked they may be ten times as large."""
    packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    for line in lines:
        if data := packer.compress(line):
            yield data
    yield packer.flush()


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode() + b"\n"
