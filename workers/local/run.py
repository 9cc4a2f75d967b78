"""One local run: judge what is not judged yet, then write the evidence, the results and the report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from workers.local.judges import LocalJudge, connected
from workers.local.judging import Told, judge_all
from workers.local.pixel import pixel_judge
from workers.local.report.page import report_of
from workers.local.results import Results, document_of, evidence_of, results_of
from workers.local.state import State, StateBroken
from workers.local.work import Work

STATE, EVIDENCE, RESULTS, REPORT = "judgements.sqlite3", "evidence.jsonl.zst", "results.json", "report.html"


@dataclass(frozen=True, slots=True)
class Judge:
    """The address of a judge, "" for the pixel baseline, its key, and how many calls it gets at a time."""

    url: str
    api_key: str | None
    in_flight: int


@dataclass(frozen=True, slots=True)
class Written:
    """What was written into the folder."""

    folder: Path
    results: Results
    document: dict[str, Any]


async def run(work: Work, folder: Path, judge: Judge, told: Told) -> Written:
    """Judge, score, and write all files; what is recorded in the folder is not judged again.

    Raises:
        JudgeUnfit: when the judge does not match the profile, or is away for too long.
        StateBroken: when the folder cannot be used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateBroken(f"{folder} cannot be used: {error}") from error
    with State(folder / STATE) as state:
        longest = max((picture.text for picture in work.pictures), key=lambda text: len(text.encode()))
        async with _opened(judge, longest) as local:
            await judge_all(work, state, local, in_flight=judge.in_flight, told=told)
        return _write(folder, results_of(work, state))


@asynccontextmanager
async def _opened(judge: Judge, longest_prompt: str) -> AsyncIterator[LocalJudge]:
    connect = partial(connected, longest_prompt=longest_prompt, api_key=judge.api_key, in_flight=judge.in_flight)
    if judge.url:
        async with connect(judge.url) as local:
            yield local
        return
    async with pixel_judge() as url, connect(url) as local:
        yield local


def _write(folder: Path, results: Results) -> Written:
    evidence = evidence_of(results)
    sha256 = hashlib.sha256(evidence).hexdigest()
    document = document_of(results, sha256)
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    files = {EVIDENCE: evidence, RESULTS: text.encode(), REPORT: report_of(results, sha256).encode()}
    try:
        for name, data in files.items():
            part = folder / f"{name}.part"
            part.write_bytes(data)
            part.replace(folder / name)
    except OSError as error:
        raise StateBroken(f"{folder} cannot be written: {error}") from error
    return Written(folder, results, document)
