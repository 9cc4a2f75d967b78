"""What ``salon gate`` knows to be wrong before a picture is sent, and would otherwise learn after hours of judging."""

from __future__ import annotations

from collections.abc import Sequence

from leaderboard.client import calls
from leaderboard.client.errors import BadInput, NotScored
from leaderboard.client.models import Submission
from leaderboard.client.salon import Salon
from leaderboard.domain.gate.margins import read_margins
from leaderboard.domain.gate.verdicts import GateError
from leaderboard.domain.score_path import ScorePath

_MOST_POINTS = 100
_MOST_ALPHA = 0.5
_SHOWN_DEPTH = 2
"""Messages list the overall and the dimensions, not the many levels below them."""


def check_numbers(margins: Sequence[str], alpha: float) -> None:
    """Check what needs no site.

    Raises:
        BadInput: naming the option.
    """
    try:
        points = read_margins(margins)
    except GateError as error:
        raise BadInput(f"--margin: {error}") from error
    for level, margin in points.items():
        if margin > _MOST_POINTS:
            raise BadInput(f"--margin: the margin of {level} is {margin:g}; 0 to {_MOST_POINTS} points are expected")
    if not 0 < alpha < _MOST_ALPHA:
        raise BadInput(f"--alpha is {alpha:g}; a number above 0 and below {_MOST_ALPHA} is expected")


def check_baseline(salon: Salon, baseline: Submission, language: str, margins: Sequence[str]) -> None:
    """Check that the baseline has the language and the levels. While it is being judged, its levels are unknown.

    Raises:
        BadInput: naming the option, and what the baseline has.
        NotScored: when the baseline ended without scores.
    """
    if language not in baseline.languages:
        raise BadInput(
            f"--lang is {language}; the baseline, submission {baseline.id}, has pictures for prompts in "
            f"{', '.join(baseline.languages)}"
        )
    if baseline.is_running:
        return
    need_scores(baseline)
    scores = salon.call(calls.list_submission_scores(baseline.id))
    levels = {(path := ScorePath(score.dimension, score.sub_capability, score.facet)).slug: path for score in scores}
    unknown = [level for level in read_margins(margins) if level not in levels]
    if unknown:
        expected = ", ".join(slug for slug, path in levels.items() if path.depth < _SHOWN_DEPTH)
        raise BadInput(
            f"--margin or --dimension: there is no level {', '.join(unknown)}; expected are {expected}, "
            "or a level below these"
        )


def check_candidate(candidate: Submission, baseline: Submission, language: str) -> None:
    """Check that a submission that exists can be compared with the baseline.

    Raises:
        BadInput: naming what differs.
    """
    if candidate.id == baseline.id:
        raise BadInput(f"--baseline and --candidate are both {baseline.id}; two submissions are expected")
    for what, its, theirs in (
        ("suite", candidate.suite, baseline.suite),
        ("judge profile", candidate.judge_profile, baseline.judge_profile),
    ):
        if its != theirs:
            raise BadInput(
                f"submission {candidate.id} has the {what} {its}, the baseline has {theirs}; only scores of the same "
                "one can be compared"
            )
    if language not in candidate.languages:
        raise BadInput(
            f"submission {candidate.id} has no pictures for prompts in {language}; it has them in "
            f"{', '.join(candidate.languages)}. Choose a language that both have with --lang"
        )


def need_scores(state: Submission) -> None:
    """Raises: NotScored: when a submission ended without scores."""
    if not state.is_running and state.outcome != "scored":
        ended = "was rejected" if state.outcome == "rejected" else state.outcome
        raise NotScored(
            f"submission {state.id} has no scores, because it {ended}: {state.cause or state.page}", can_retry=False
        )
