"""A submission's scores, verdicts and evidence, piece by piece: no file is ever whole in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from leaderboard.domain.publishing.csv_text import csv_head, csv_line
from leaderboard.downloads.json_file import list_lines
from leaderboard.models import Submission
from leaderboard.pipeline.publishing.evidence import packed_evidence
from leaderboard.queries.breakdown import ScoreLine, score_lines
from leaderboard.queries.verdicts import VerdictLine, verdict_lines

_SCORE_COLUMNS = (
    *("level", "language", "scope", "dimension", "sub_capability", "facet"),
    *("mean", "images", "standard_error", "not_applicable", "missing"),
)
_VERDICT_COLUMNS = (
    *("prompt_key", "language", "sample", "dimension", "sub_capability", "facet"),
    *("verdict", "is_target", "status"),
)


def scores_csv(submission: Submission) -> Iterator[str]:
    """Every mean in all languages and scopes at full precision; an empty mean has no verdict behind it."""
    return _csv_lines(_SCORE_COLUMNS, score_lines(submission))


def scores_json(submission: Submission) -> Iterator[str]:
    """The same, after what identifies suite and judge profile."""
    return _json_lines(submission, "scores", score_lines(submission))


def verdicts_csv(submission: Submission) -> Iterator[str]:
    """One line per image and facet; where a verdict is empty, the status says why."""
    return _csv_lines(_VERDICT_COLUMNS, verdict_lines(submission))


def verdicts_json(submission: Submission) -> Iterator[str]:
    """The same, after what identifies suite and judge profile."""
    return _json_lines(submission, "verdicts", verdict_lines(submission))


def evidence_zst(submission: Submission) -> Iterator[bytes]:
    """The evidence of a scored submission, which need not be published."""
    return packed_evidence(submission)


def _csv_lines(columns: Sequence[str], rows: Iterable[ScoreLine | VerdictLine]) -> Iterator[str]:
    yield csv_head(columns)
    for row in rows:
        yield csv_line(getattr(row, column) for column in columns)


def _json_lines(submission: Submission, name: str, rows: Iterable[ScoreLine | VerdictLine]) -> Iterator[str]:
    return list_lines(_provenance(submission), name, map(asdict, rows))


def _provenance(submission: Submission) -> dict[str, Any]:
    suite, profile = submission.suite, submission.judge_profile
    return {
        "submission": submission.pk,
        "generator": submission.generator.name,
        "suite": {"key": suite.key, "version": suite.version, "sha256": suite.sha256},
        "judge_profile": {
            "key": profile.key,
            "version": profile.version,
            "sha256": profile.sha256,
            "comparable": profile.comparable,
            "caveat": profile.caveat,
        },
    }
