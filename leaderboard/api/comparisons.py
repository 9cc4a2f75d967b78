"""Two to four submissions side by side: public ones, and with a token also the caller's own."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from leaderboard.api.auth import ANYBODY, visitor
from leaderboard.api.comparison_schemas import ComparisonOut
from leaderboard.domain.score_path import OVERALL
from leaderboard.domain.statistics.arrays import known
from leaderboard.pipeline.gate.side_by_side import NotComparable, SideBySide, side_by_side
from leaderboard.queries.comparison import Comparison, LevelGroup, comparison_of, submission_contenders
from leaderboard.queries.pictures import pictures_at
from leaderboard.queries.visibility import Visitor, comparable_submissions, sees_label, visible_images
from leaderboard.web.http.seen import log_view

router = Router(auth=ANYBODY, tags=["submissions"])

_CHANGES = 12
_LONGEST = 100

Submissions = Annotated[
    str,
    Query(
        max_length=_LONGEST,
        pattern=r"^[0-9]{1,18}(,[0-9]{1,18}){1,3}$",
        description="Two to four numbers with commas between them; the first is the one that is compared.",
        examples=["17,23"],
    ),
]


@router.get("/comparisons", response=ComparisonOut)
def compare_submissions(request: HttpRequest, submissions: Submissions, language: str = "") -> Any:
    """The first of two to four scored submissions of one suite and judge profile against each of the others.

    The intervals of one group of levels hold together with 95% confidence.
    """
    asking = visitor(request)
    numbers = list(dict.fromkeys(map(int, submissions.split(","))))
    seen = comparable_submissions(asking, numbers)
    if missing := sorted(set(numbers) - {submission.pk for submission in seen}):
        names = ", ".join(map(str, missing))
        raise NotComparable(f"submissions {names}: none that you may see; they may be private, or not exist")
    for submission in seen:
        log_view(asking, submission)
    together = side_by_side(seen, language[:_LONGEST])
    labelled = all(sees_label(submission, asking) for submission in seen)
    contenders = submission_contenders(seen, shows_labels=labelled)
    comparison = comparison_of(contenders, together.levels, together.scores, together.noise_floor)
    return _out(together, comparison, asking)


def _out(together: SideBySide, comparison: Comparison, asking: Visitor) -> dict[str, Any]:
    board = together.board
    incomplete = {submission.pk for submission in together.incomplete}
    groups = (comparison.columns, comparison.sub_capabilities, comparison.facets)
    return {
        "suite": str(board.suite),
        "judge_profile": str(board.judge_profile),
        "language": board.language,
        "languages": list(together.languages),
        "submissions": [
            {
                "id": submission.pk,
                "generator": submission.generator.name,
                "label": submission.label if sees_label(submission, asking) else "",
                "pictures_per_prompt": submission.pictures_per_prompt,
                "is_incomplete": submission.pk in incomplete,
            }
            for submission in together.submissions
        ],
        "groups": [_group(comparison, group) for group in groups],
        "largest_changes": _changes(together, comparison, asking),
    }


def _group(comparison: Comparison, group: LevelGroup) -> dict[str, Any]:
    others = [contender.submission_id for contender in comparison.contenders[1:]]
    return {
        "statements": group.statements,
        "levels": [
            {
                "level": level.path.level,
                **level.path._asdict(),
                "means": list(level.means),
                "differences": [
                    {
                        "submission": other,
                        "difference": apart.difference,
                        "low": apart.low,
                        "high": apart.high,
                        "shared": apart.shared,
                        "settled": apart.settled,
                    }
                    for other, apart in zip(others, level.differences, strict=True)
                ],
            }
            for level in group.levels
        ],
    }


def _changes(together: SideBySide, comparison: Comparison, asking: Visitor) -> list[dict[str, Any]]:
    """The prompts at which the overall scores differ most; none of a hidden suite."""
    if together.board.suite.hidden:
        return []
    places = comparison.prompts_by_difference(OVERALL)[:_CHANGES]
    numbers = [submission.pk for submission in together.submissions]
    found = pictures_at(together.board, numbers, places, visible_images(asking))
    overall = comparison.levels.index(OVERALL)
    return [
        {
            "prompt": key,
            "scores": [known(score) for score in comparison.scores[:, place, overall]],
            "images": [pictures.get(number) for number in numbers],
        }
        for place, (key, pictures) in zip(places, found, strict=True)
    ]
