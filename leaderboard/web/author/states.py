"""What lists and pages say about a submission: what became of it, and who can see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leaderboard.models import Outcome, Submission
from leaderboard.web.words import labels

_GOOD, _BAD, _NOTE, _PLAIN = "badge--good", "badge--bad", "badge--note", ""


@dataclass(frozen=True, slots=True)
class StateBadge:
    """A word about a submission, and the class of its badge."""

    label: labels.Text
    css_class: str


def state_badges(submission: Submission) -> list[StateBadge]:
    """The outcome, and of a scored submission who can see it; the generator is read from the same row.

    What operators did comes before what the author did: a submission that was taken down is no longer public, whatever
    else happened to it.
    """
    return [_outcome(submission), *_visibility(submission)]


def _outcome(submission: Submission) -> StateBadge:
    if submission.is_waiting:
        return StateBadge(_("waiting"), "badge--accent")
    if submission.cancelled_at is not None:
        return StateBadge(_("cancelled"), _NOTE if submission.cancelled_by_author else _BAD)
    return StateBadge(labels.OUTCOMES[submission.outcome], labels.OUTCOME_BADGES[submission.outcome])


def _visibility(submission: Submission) -> list[StateBadge]:
    if submission.taken_down_at is not None:
        return [StateBadge(_("taken down"), _BAD)]
    if submission.outcome != Outcome.SCORED:
        return []
    badges = [_seen_by(submission)]
    if submission.files_deleted_at is not None:
        badges.append(StateBadge(_("pictures deleted"), _PLAIN))
    return badges


def _seen_by(submission: Submission) -> StateBadge:
    if submission.withdrawn_at is not None:
        return StateBadge(_("withdrawn"), _NOTE)
    if submission.public_at is None:
        return StateBadge(_("private"), _PLAIN)
    if submission.unlisted_at is not None or submission.generator.unlisted_at is not None:
        return StateBadge(_("unlisted"), _NOTE)
    return StateBadge(_("public"), _GOOD)
