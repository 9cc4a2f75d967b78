"""The scores of two to four scored submissions of one suite and judge profile, published or not, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leaderboard.domain.ranking.standings import COMPLETENESS_NEEDED
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.statistics.arrays import FloatArray
from leaderboard.models import Board, Outcome, Submission
from leaderboard.pipeline.publishing.ranking import board_entries, noise_floor, shared_prompts
from leaderboard.pipeline.scoring.matrices import score_array

FEWEST, MOST = 2, 4


class NotComparable(ValueError):
    """These submissions cannot be compared; the message says why, and what is expected."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Submissions in the reader's order.

    - ``board``: that on which they would be listed; it need not be stored.
    - ``languages``: those that all of them have; ``board`` has the one that is compared.
    - ``scores``: [submissions, prompts, levels] in the judged scope, NaN for missing.
    - ``incomplete``: those with so many missing judgements that a board would not rank them.
    """

    submissions: tuple[Submission, ...]
    board: Board
    languages: tuple[str, ...]
    levels: tuple[ScorePath, ...]
    scores: FloatArray
    noise_floor: Mapping[str, float]
    incomplete: tuple[Submission, ...]


def side_by_side(submissions: Sequence[Submission], language: str = "") -> SideBySide:
    """The submissions' scores in a language that all of them have; by default the first.

    Generators, suites and judge profiles should be loaded.

    Raises:
        NotComparable: naming the submission that does not fit.
    """
    check_comparable(submissions)
    first = submissions[0]
    languages = tuple(code for code in first.languages if all(code in other.languages for other in submissions))
    if not languages or (language and language not in languages):
        raise NotComparable(
            _("these submissions share the prompt languages %(shared)s; %(wanted)s is not one of them")
            % {"shared": ", ".join(languages) or "–", "wanted": language or "–"}
        )
    board = Board(suite=first.suite, judge_profile=first.judge_profile, language=language or languages[0])
    entries = zip(submissions, board_entries(board, submissions), strict=True)
    return SideBySide(
        tuple(submissions),
        board,
        languages,
        board.judge_profile.frozen.protocol.rubric.levels,
        score_array(board, submissions),
        noise_floor(board, prompts=shared_prompts(submissions)),
        tuple(submission for submission, entry in entries if entry.completeness < COMPLETENESS_NEEDED),
    )


def check_comparable(submissions: Sequence[Submission]) -> None:
    """Whether these are two to four scored submissions of one suite and judge profile.

    Raises:
        NotComparable: naming the submission that does not fit.
    """
    if not FEWEST <= len(submissions) <= MOST:
        raise NotComparable(
            ngettext(
                "%(count)d submission was chosen; %(fewest)d to %(most)d different ones are expected",
                "%(count)d submissions were chosen; %(fewest)d to %(most)d different ones are expected",
                len(submissions),
            )
            % {"count": len(submissions), "fewest": FEWEST, "most": MOST}
        )
    first = submissions[0]
    for submission in submissions:
        if submission.outcome != Outcome.SCORED:
            raise NotComparable(
                _("submission %(number)d has no scores; only scored submissions can be compared")
                % {"number": submission.pk}
            )
        if (submission.suite_id, submission.judge_profile_id) != (first.suite_id, first.judge_profile_id):
            raise NotComparable(
                _(
                    "submission %(first)d has the suite %(suite)s and the judge profile %(profile)s, submission "
                    "%(number)d has %(other_suite)s and %(other_profile)s; only scores of the same suite and profile "
                    "can be compared"
                )
                % {
                    "first": first.pk,
                    "suite": first.suite,
                    "profile": first.judge_profile,
                    "number": submission.pk,
                    "other_suite": submission.suite,
                    "other_profile": submission.judge_profile,
                }
            )
