"""The quality gate on two scored submissions of one suite and judge profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leaderboard.domain.gate.changes import Change, changes, deciding_level
from leaderboard.domain.gate.gate import DEFAULT_MARGIN, GateResult, Requirement, run_gate
from leaderboard.domain.gate.planning import DEFAULT_ALPHA
from leaderboard.domain.gate.verdicts import GateError
from leaderboard.domain.ranking.standings import COMPLETENESS_NEEDED
from leaderboard.domain.score_path import OVERALL, ScorePath
from leaderboard.models import Board, Outcome, Submission
from leaderboard.pipeline.publishing.ranking import board_entries, noise_floor, shared_prompts
from leaderboard.pipeline.scoring.matrices import score_array

DEFAULT_MARGINS: Mapping[str, float] = {OVERALL.slug: DEFAULT_MARGIN}


@dataclass(frozen=True, slots=True)
class SubmissionGate:
    """A gate's result with what was compared.

    ``paths``: the compared levels. ``deciding``: the place of the first that has the gate's verdict; ``changes``: the
    prompts whose scores differ there, the largest change first.
    """

    baseline: Submission
    candidate: Submission
    language: str
    paths: tuple[ScorePath, ...]
    result: GateResult
    deciding: int
    changes: Sequence[Change]


def compare_submissions(
    baseline: Submission,
    candidate: Submission,
    *,
    language: str = "",
    margins: Mapping[str, float] = DEFAULT_MARGINS,
    alpha: float = DEFAULT_ALPHA,
) -> SubmissionGate:
    """Compare the judged-scope scores of two submissions prompt by prompt.

    Args:
        language: of the prompts; by default the baseline's first that the candidate has too.
        margins: points by level's slug, such as ``overall`` or ``real-world-fidelity``.

    Raises:
        GateError: when the two cannot be compared, or a level, margin or alpha is wrong.
    """
    _check_comparable(baseline, candidate)
    language = _language(baseline, candidate, language)
    board = Board(suite=baseline.suite, judge_profile=baseline.judge_profile, language=language)
    _check_complete(board, baseline, candidate)
    prompts = shared_prompts((baseline, candidate))
    at, requirements = _requirements(board, margins, prompts)
    before, after = score_array(board, [baseline, candidate])[:, :, at]
    result = run_gate(before, after, requirements, alpha=alpha)
    levels, deciding = board.judge_profile.frozen.protocol.rubric.levels, deciding_level(result)
    return SubmissionGate(
        baseline,
        candidate,
        language,
        tuple(levels[place] for place in at),
        result,
        deciding,
        changes(before[:, deciding], after[:, deciding]),
    )


def _check_comparable(baseline: Submission, candidate: Submission) -> None:
    for submission in (baseline, candidate):
        if submission.outcome != Outcome.SCORED:
            raise GateError(
                f"submission {submission.pk} has no scores ({submission.outcome}); a scored one is expected"
            )
    if baseline.pk == candidate.pk:
        raise GateError(f"baseline and candidate are both submission {baseline.pk}; two submissions are expected")
    if baseline.suite != candidate.suite:
        raise GateError(
            f"submission {baseline.pk} has the prompt suite {baseline.suite}, submission {candidate.pk} has "
            f"{candidate.suite}; only scores of the same one can be compared"
        )
    if baseline.judge_profile != candidate.judge_profile:
        raise GateError(
            f"submission {baseline.pk} has the judge profile {baseline.judge_profile}, submission {candidate.pk} has "
            f"{candidate.judge_profile}; only scores of the same one can be compared"
        )


def _language(baseline: Submission, candidate: Submission, wanted: str) -> str:
    both = [language for language in baseline.languages if language in candidate.languages]
    if wanted in both:
        return wanted
    if not wanted and both:
        return both[0]
    raise GateError(
        f"submissions {baseline.pk} and {candidate.pk} share the prompt languages: {', '.join(both) or 'none'}; "
        f"{wanted or 'at least one'} is expected"
    )


def _check_complete(board: Board, *submissions: Submission) -> None:
    """Refuse incomplete submissions: the missing prompts may be the hard ones."""
    for submission, entry in zip(submissions, board_entries(board, submissions), strict=True):
        if entry.completeness < COMPLETENESS_NEEDED:
            raise GateError(
                f"submission {submission.pk} has {entry.judged} of {entry.planned} planned judgements; "
                f"{COMPLETENESS_NEEDED:.0%} are expected"
            )


def _requirements(
    board: Board, margins: Mapping[str, float], prompts: int | None
) -> tuple[list[int], list[Requirement]]:
    """The places of the named levels in the rubric, and what is required there of so many prompts."""
    levels = board.judge_profile.frozen.protocol.rubric.levels
    places = {path.slug: at for at, path in enumerate(levels)}
    unknown = ", ".join(slug for slug in margins if slug not in places)
    if unknown:
        expected = ", ".join(path.slug for path in levels if path.depth < 2)
        raise GateError(f"there is no level {unknown}; expected are {expected}, or a level below these")
    floors = noise_floor(board, prompts=prompts)
    at = [places[slug] for slug in margins]
    return at, [_requirement(levels[place], margin, floors) for place, margin in zip(at, margins.values(), strict=True)]


def _requirement(path: ScorePath, margin: float, floors: Mapping[str, float]) -> Requirement:
    return Requirement(path.slug, margin, path.noise_floor(floors))
