"""A release as files: the numbers of the board's page at full precision, with all that identifies them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from leaderboard.domain.publishing.csv_text import CsvValue, csv_line
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import Release
from leaderboard.queries.boards import ReleaseHead, Row, release_rows

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_ROW_NAMES = ("submission", "model", "organisation", "licence", "open_weights", "kind")
_JUDGEMENT_NAMES = ("planned_judgements", "judged_judgements", "unranked_reason", "attempts", "withdrawn_at")
_SCORE_NAMES = (
    *("", "_target", "_rank", "_rank_low", "_rank_high"),
    *("_images", "_standard_error", "_mean_low", "_mean_high"),
)


def release_csv(head: ReleaseHead) -> bytes:
    """One line per submission, UTF-8. What identifies the release stands on every line, for readers of any kind.

    Numbers are written as Python's ``repr`` writes them, so reading them gives the same floats; a missing one is
    an empty cell.
    """
    facts = release_facts(head)
    names = [*_ROW_NAMES, *_score_names(head.columns), *_JUDGEMENT_NAMES, "evidence_sha256", *facts]
    lines = [(*_row_values(row), *facts.values()) for row in release_rows(head)]
    return "".join(csv_line(line) for line in (names, *lines)).encode()


def release_json(head: ReleaseHead, terms: Mapping[str, str]) -> bytes:
    """The sealed content with its number, date and seal; ``sha256`` is over the canonical bytes of ``content``.

    Args:
        terms: licence and citation.
    """
    release = head.release
    document = {
        "format": "salon-release-1",
        "board": head.board.slug,
        "release": release.number,
        "published_at": _utc(release),
        "sha256": release.sha256,
        **terms,
        "content": Release.objects.values_list("content", flat=True).get(pk=release.pk),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def release_facts(head: ReleaseHead) -> dict[str, str | int]:
    """What identifies a release, and what it was measured with."""
    board, profile, suite = head.board, head.board.judge_profile, head.board.suite
    return {
        "board": board.slug,
        "release": head.release.number,
        "published_at": _utc(head.release),
        "sha256": head.release.sha256,
        "suite": suite.key,
        "suite_version": suite.version,
        "suite_sha256": suite.sha256,
        "judge_profile": profile.key,
        "judge_profile_version": profile.version,
        "judge_profile_sha256": profile.sha256,
        "language": board.language,
        "caveat": profile.caveat,
    }


def _utc(release: Release) -> str:
    return release.published_at.strftime(_MOMENT)


def _score_names(columns: Iterable[str]) -> list[str]:
    return [ScorePath(column).slug.replace("-", "_") + name for column in columns for name in _SCORE_NAMES]


def _row_values(row: Row) -> list[CsvValue]:
    values: list[CsvValue] = [row.submission_id, row.name, row.organisation, row.licence, row.open_weights, row.kind]
    for cell in row.cells.values():
        values += [cell.mean, cell.target_mean, cell.rank, cell.rank_low, cell.rank_high]
        values += [cell.images, cell.standard_error, cell.mean_low, cell.mean_high]
    withdrawn = row.withdrawn_at.strftime(_MOMENT) if row.withdrawn_at else ""
    values += [row.planned_judgements, row.judged_judgements, row.unranked_reason, row.attempts, withdrawn]
    return [*values, row.evidence_sha256]
