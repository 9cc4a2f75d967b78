"""Adding rows by COPY."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leaderboard.models import JudgedImage, Judgement
from leaderboard.pipeline.work.copying import copy_objects
from tests.factories import running_submission

pytestmark = pytest.mark.django_db


def test_objects_are_added_as_they_are_with_a_key_each() -> None:
    submission = running_submission()
    profile, now = submission.judge_profile, datetime(2020, 1, 2, tzinfo=UTC)
    judgings = [
        JudgedImage(image=image, submission=submission, judge_profile=profile, dimensions=["Quality", "Alignment"])
        for image in submission.images.all()[:2]
    ]
    copy_objects(judgings)
    judgement = Judgement(
        judging=judgings[1],
        dimension="Quality",
        status="ok",
        verdicts=[["Realism", "Physical Logic", None]],
        reason="tab\tand \\ and\nline",
        attempt=1,
        profile_sha256=profile.sha256,
        judged_at=now,
    )
    copy_objects([judgement])
    assert [row.pk for row in JudgedImage.objects.order_by("pk")] == [judging.pk for judging in judgings]
    assert JudgedImage.objects.get(pk=judgings[0].pk).dimensions == ["Quality", "Alignment"]
    stored = Judgement.objects.get()
    assert (stored.pk, stored.judging, stored.judged_at) == (judgement.pk, judgings[1], now)
    assert (stored.verdicts, stored.first_reply) == ([["Realism", "Physical Logic", None]], None)
    assert stored.reason == "tab\tand \\ and\nline"


def test_nothing_to_add_is_no_fault() -> None:
    copy_objects([])
    assert not JudgedImage.objects.exists()
