"""Which running submissions are listed as waiting, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leaderboard.domain.stages import Stage
from leaderboard.models import BundleRun, EndpointRun, JudgedImage, Submission
from leaderboard.models.clock import Now
from leaderboard.queries.stuck import FAILING, NEAR_DEADLINE, NO_WORKER, stuck_submissions
from tests.factories import running_submission, scored_submission
from tests.leaderboard.pipeline.runs import endpoint_submission, fail_call, judging_submission

pytestmark = pytest.mark.django_db


def found() -> dict[int, tuple[str, str]]:
    return {line.submission.pk: (line.why, line.last) for line in stuck_submissions()}


def test_each_reason_is_named_and_what_goes_well_is_not_listed() -> None:
    failing = endpoint_submission(pictures=2)
    fail_call(failing.images.order_by("id")[0], "503 from the endpoint")
    waiting = judging_submission()
    JudgedImage.objects.filter(submission=waiting).update(waiting_for="no judge is at work")
    unread = running_submission(stage=Stage.SUBMISSION)
    BundleRun.objects.create(submission=unread, file_name="a.zip", byte_size=1, waiting_for="our storage is full")
    neglected = running_submission(stage=Stage.SCORING)
    Submission.objects.filter(pk=neglected.pk).update(due_at=Now() - timedelta(minutes=6))
    late = judging_submission()
    Submission.objects.filter(pk=late.pk).update(
        stage_since=Now() - timedelta(days=13), deadline_at=Now() + timedelta(minutes=30)
    )
    judging_submission(), endpoint_submission(pictures=1), running_submission(stage=Stage.SCORING), scored_submission()
    assert found() == {
        failing.pk: (FAILING, "503 from the endpoint"),
        waiting.pk: ("", "no judge is at work"),
        unread.pk: ("", "our storage is full"),
        neglected.pk: (NO_WORKER, ""),
        late.pk: (NEAR_DEADLINE, ""),
    }


def test_they_are_read_in_one_query() -> None:
    for _ in range(3):
        submission = endpoint_submission(pictures=1)
        EndpointRun.objects.filter(submission=submission).update(failures_in_a_row=1)
    with CaptureQueriesContext(connection) as captured:
        assert len(stuck_submissions()) == 3
    assert len(captured) == 1
