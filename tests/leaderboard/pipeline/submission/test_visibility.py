"""Making results public and withdrawing them: each once, and in this order."""

from __future__ import annotations

import pytest

from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.visibility import make_public, withdraw
from tests.factories import publish, running_submission, scored_submission
from tests.leaderboard.pipeline.runs import reloaded

pytestmark = pytest.mark.django_db


def test_only_a_scored_submission_can_be_made_public_and_only_once() -> None:
    with pytest.raises(SubmissionRefused):
        make_public(running_submission())
    submission = scored_submission()
    make_public(submission)
    published = reloaded(submission).public_at
    assert published is not None
    with pytest.raises(SubmissionRefused):
        make_public(submission)
    assert reloaded(submission).public_at == published


def test_what_is_not_public_cannot_be_withdrawn_nor_twice() -> None:
    submission = scored_submission()
    with pytest.raises(SubmissionRefused, match="only a public submission"):
        withdraw(submission)
    publish(submission)
    withdraw(submission)
    with pytest.raises(SubmissionRefused, match="and only once"):
        withdraw(submission)
