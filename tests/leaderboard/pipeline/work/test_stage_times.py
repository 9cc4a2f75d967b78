"""The time that each stage took is counted when it is over, in its bucket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from leaderboard.domain.stages import Stage
from leaderboard.models import Tally, TallyName, clock
from leaderboard.pipeline.work import stage_times, transitions
from tests.factories import running_submission

pytestmark = pytest.mark.django_db(transaction=True)


def counted() -> dict[str, float]:
    return dict(Tally.objects.filter(name=TallyName.STAGES_ENDED).values_list("label", "value"))


@pytest.mark.parametrize(("seconds", "bucket"), [(0.0, 0), (9.0, 0), (11.0, 1), (3601.0, 5), (15 * 86400.0, 11)])
def test_a_time_falls_into_the_bucket_whose_bound_it_does_not_exceed(seconds: float, bucket: int) -> None:
    stage_times.count_on_commit("judging", clock.read() - timedelta(seconds=seconds))
    assert counted() == {f"judging {bucket}": 1.0}
    assert Tally.objects.get(name=TallyName.STAGE_SECONDS).value == pytest.approx(seconds, abs=0.9)


def test_a_submission_that_moves_on_is_counted_once_and_only_if_that_is_committed() -> None:
    submission = running_submission(stage=Stage.GENERATION)
    with pytest.raises(RuntimeError), transaction.atomic():
        transitions.enter_stage(submission.pk, frm=Stage.GENERATION, to=Stage.JUDGING)
        raise RuntimeError
    assert counted() == {}
    assert transitions.enter_stage(submission.pk, frm=Stage.GENERATION, to=Stage.JUDGING)
    assert not transitions.enter_stage(submission.pk, frm=Stage.GENERATION, to=Stage.JUDGING)
    assert counted() == {"generation 0": 1.0}
