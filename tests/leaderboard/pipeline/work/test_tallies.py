"""The figures that only grow, and the leases that are counted as lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from leaderboard.models import Submission, Tally, TallyName
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.sweeper import sweep
from leaderboard.pipeline.work import leases, tallies, transitions
from tests.leaderboard.pipeline.runs import endpoint_submission, pass_time

pytestmark = pytest.mark.django_db


def tally(name: TallyName, label: str = "") -> float:
    return Tally.objects.filter(name=name, label=label).values_list("value", flat=True).first() or 0.0


def minutes_pass(*submissions: Submission) -> None:
    """Move the pictures' leases and the last count into the past."""
    for submission in submissions:
        for image in submission.images.all():
            pass_time(image, 300)
    Tally.objects.update(changed_at=F("changed_at") - timedelta(minutes=5))


def test_amounts_are_added_up_by_label() -> None:
    for _ in range(2):
        tallies.add({(TallyName.JUDGE_CALLS, "ok"): 3, (TallyName.JUDGE_SECONDS, "ok"): 1.5})
    tallies.add({(TallyName.JUDGE_CALLS, "malformed"): 1})
    tallies.add({})
    assert tally(TallyName.JUDGE_CALLS, "ok") == 6
    assert tally(TallyName.JUDGE_SECONDS, "ok") == 3.0
    assert tally(TallyName.JUDGE_CALLS, "malformed") == 1


def test_a_sweep_says_how_long_it_took_and_what_it_did() -> None:
    endpoint_submission(pictures=2)
    sweep()
    sweep()
    assert tally(TallyName.SWEEPS) == 2
    assert 0 < tally(TallyName.SWEEP_SECONDS) < 60
    assert tally(TallyName.SWEEP_ACTIONS, "pictures_offered") == 2


def test_a_lease_that_ran_out_is_counted_once() -> None:
    submission = endpoint_submission(pictures=2)
    tallies.count_lost_leases()
    assert pictures.claim_image(submission.images.all()[0].pk)
    assert tallies.count_lost_leases() == 0
    minutes_pass(submission)
    assert [tallies.count_lost_leases() for _ in range(3)] == [1, 0, 0]
    assert tally(TallyName.LEASES_LOST, "picture") == 1


def test_leases_that_are_given_back_extended_or_no_longer_needed_are_not_lost() -> None:
    submission, ended = endpoint_submission(pictures=2), endpoint_submission(pictures=1)
    tallies.count_lost_leases()
    given_back, extended = (pictures.claim_image(image.pk) for image in submission.images.all())
    unneeded = pictures.claim_image(ended.images.get().pk)
    assert given_back and extended and unneeded
    pictures.give_back(*given_back)
    transitions.fail(ended.pk, "the endpoint is gone")
    minutes_pass(submission, ended)
    leases.extend(type(extended[0]), [extended[1]])
    assert tallies.count_lost_leases() == 0
