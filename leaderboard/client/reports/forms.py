"""The forms of a report, and which file gets which."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path

from leaderboard.client.errors import BadInput
from leaderboard.client.reports.junit import junit
from leaderboard.client.reports.markdown import markdown
from leaderboard.client.reports.page import page
from leaderboard.client.reports.report import Report
from leaderboard.client.reports.text import text


class Form(str, Enum):  # noqa: UP042  # enum.StrEnum needs Python 3.11
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


def form_of(file: Path) -> Form:
    """The form that a file's name asks for.

    Raises:
        BadInput: naming the endings that are known.
    """
    form = _BY_SUFFIX.get(file.suffix.lower())
    if form is None:
        raise BadInput(f"{file} has no known ending; one of {', '.join(_BY_SUFFIX)} is expected")
    return form


def write(report: Report, form: Form) -> str:
    """The report in one form."""
    return _WRITERS[form](report)


def _json(report: Report) -> str:
    answer = report.gate.model_dump(mode="json") if report.gate else {"verdict": None, "error": report.error}
    return json.dumps({**answer, "seconds": round(report.seconds, 3)}, ensure_ascii=False, indent=2) + "\n"


_WRITERS: Mapping[Form, Callable[[Report], str]] = {
    Form.TEXT: text,
    Form.JSON: _json,
    Form.JUNIT: junit,
    Form.MARKDOWN: markdown,
    Form.HTML: page,
}
