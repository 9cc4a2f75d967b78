"""The forms of a report, which file gets which, and writing them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from leaderboard.client.errors import BadInput
from leaderboard.client.reports import comparison
from leaderboard.client.reports.comparison import ComparisonReport
from leaderboard.client.reports.junit import junit
from leaderboard.client.reports.markdown import markdown
from leaderboard.client.reports.page import page
from leaderboard.client.reports.report import Report
from leaderboard.client.reports.text import text
from leaderboard.domain.text_enum import StrEnum

Content = TypeVar("Content")


class Form(StrEnum):
    """What a report can be written as."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    HTML = "html"


_BY_SUFFIX = {
    ".txt": Form.TEXT,
    ".json": Form.JSON,
    ".xml": Form.JUNIT,
    ".md": Form.MARKDOWN,
    ".html": Form.HTML,
    ".htm": Form.HTML,
}


def _gate_json(report: Report) -> str:
    answer = report.gate.model_dump(mode="json") if report.gate else {"verdict": None, "error": report.error}
    return _json({**answer, "seconds": round(report.seconds, 3)})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


GATE: Mapping[Form, Callable[[Report], str]] = {
    Form.TEXT: text,
    Form.JSON: _gate_json,
    Form.JUNIT: junit,
    Form.MARKDOWN: markdown,
    Form.HTML: page,
}
COMPARISON: Mapping[Form, Callable[[ComparisonReport], str]] = {
    Form.TEXT: comparison.text,
    Form.JSON: lambda report: _json(report.comparison.model_dump(mode="json")),
    Form.MARKDOWN: comparison.markdown,
    Form.HTML: comparison.page,
}
"""A comparison has no verdict, so there is no JUnit XML of it."""


def writer_of(form: Form, writers: Mapping[Form, Callable[[Content], str]]) -> Callable[[Content], str]:
    """What writes a report in this form.

    Raises:
        BadInput: naming the forms that this report has.
    """
    if form not in writers:
        raise BadInput(f"this report has no form {form}; one of {', '.join(writers)} is expected")
    return writers[form]


def files_of(
    outputs: list[Path] | None, writers: Mapping[Form, Callable[[Content], str]]
) -> dict[Path, Callable[[Content], str]]:
    """The files to write, each with its writer by the ending of its name.

    Raises:
        BadInput: naming the endings that are known.
    """
    endings = {suffix: form for suffix, form in _BY_SUFFIX.items() if form in writers}
    found = {}
    for file in outputs or ():
        form = endings.get(file.suffix.lower())
        if form is None:
            raise BadInput(f"{file} has no known ending; one of {', '.join(endings)} is expected")
        found[file] = writers[form]
    return found


def write_all(files: Mapping[Path, Callable[[Content], str]], report: Content) -> None:
    """Write a report to files.

    Raises:
        BadInput: naming the file that cannot be written.
    """
    for file, writer in files.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(writer(report), encoding="utf-8")
        except OSError as error:
            raise BadInput(f"{file} cannot be written: {error}") from error
