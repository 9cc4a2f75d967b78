"""A board's latest standings with scores on every level at full precision, in the official toolkit's terms."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboard.domain.official.levels import level_name, level_tree
from leaderboard.domain.publishing.csv_text import CsvValue, csv_head, csv_line
from leaderboard.domain.ranking.standings import OVERALL_COLUMN
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.scoring.scores import Mean, Scope
from leaderboard.models import ReleaseRow, ReleaseScore, SubmissionScore
from leaderboard.queries.boards import ReleaseHead

_CSV_NAMES = ("model", "submission", "level", "dimension", "sub_capability", "facet", "mean", "images")
_ALL_LEVELS, _DIMENSIONS = 3, 1


@dataclass(frozen=True, slots=True)
class _Exported:
    """One model of the release; ``rank`` is its overall rank in the judged scope."""

    name: str
    submission: int
    rank: int | None
    unranked_reason: str
    means: Mapping[ScorePath, Mean]


def export_json(head: ReleaseHead, scope: Scope, *, full: bool) -> str:
    """{"models": {name: {"total", "level1", …}}} in the release's order, with the facts that identify the numbers.

    Args:
        full: down to the facets; otherwise overall and dimensions.
    """
    models = {
        model.name: {
            "submission": model.submission,
            "rank": model.rank,
            "unranked_reason": model.unranked_reason,
            **level_tree(model.means, depth=_ALL_LEVELS if full else _DIMENSIONS),
        }
        for model in _exported(head, scope)
    }
    return json.dumps({**_facts(head, scope), "models": models}, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def export_csv(head: ReleaseHead, scope: Scope, *, full: bool) -> str:
    """One line per model and level; the facts that identify the numbers are on every line."""
    depth = _ALL_LEVELS if full else _DIMENSIONS
    facts = _flat(_facts(head, scope))
    lines: list[tuple[CsvValue, ...]] = []
    for model in _exported(head, scope):
        for path, mean in sorted(model.means.items()):
            if path.depth <= depth:
                lines.append(
                    (model.name, model.submission, level_name(path), *path, mean.value, mean.images, *facts.values())
                )
    return csv_head([*_CSV_NAMES, *facts]) + "".join(map(csv_line, lines))


def _facts(head: ReleaseHead, scope: Scope) -> dict[str, Any]:
    board = head.board
    suite, profile = board.suite, board.judge_profile
    return {
        "format": "salon-standings-1",
        "board": board.slug,
        "release": head.release.number,
        "sha256": head.release.sha256,
        "suite": {"key": suite.key, "version": suite.version, "sha256": suite.sha256},
        "judge_profile": {"key": profile.key, "version": profile.version, "sha256": profile.sha256},
        "language": board.language,
        "scope": scope.value,
    }


def _flat(facts: Mapping[str, Any]) -> dict[str, CsvValue]:
    flat: dict[str, CsvValue] = {}
    for name, value in facts.items():
        flat.update(
            {f"{name}_{part}": text for part, text in value.items()} if isinstance(value, dict) else {name: value}
        )
    return flat


def _exported(head: ReleaseHead, scope: Scope) -> Iterator[_Exported]:
    rows = list(ReleaseRow.objects.filter(release=head.release, withdrawn_at__isnull=True).order_by("position"))
    ranks = dict(
        ReleaseScore.objects.filter(row__in=rows, dimension=OVERALL_COLUMN).values_list("row__submission_id", "rank")
    )
    means = _means(head, scope, [row.submission_id for row in rows])
    count = Counter(row.generator_name for row in rows)
    for row in rows:
        # Two authors may have given their models the same name.
        name = row.generator_name
        yield _Exported(
            name=name if count[name] == 1 else f"{name} (submission {row.submission_id})",
            submission=row.submission_id,
            rank=ranks.get(row.submission_id),
            unranked_reason=row.unranked_reason,
            means=means.get(row.submission_id, {}),
        )


def _means(head: ReleaseHead, scope: Scope, submissions: list[int]) -> dict[int, dict[ScorePath, Mean]]:
    """All means by submission and level. They never change once a submission is scored, so they are the release's."""
    rows = SubmissionScore.objects.filter(
        submission__in=submissions,
        judge_profile=head.board.judge_profile_id,
        language=head.board.language,
        scope=scope.value,
    )
    means: dict[int, dict[ScorePath, Mean]] = {}
    for row in rows:
        means.setdefault(row.submission_id, {})[row.path] = Mean(row.mean, row.images)
    return means
