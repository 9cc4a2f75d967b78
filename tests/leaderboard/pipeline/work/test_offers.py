"""Offers: at most a window of a submission's rows stands in the queue, and no row is offered twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from leaderboard.models import GeneratedImage, JudgedImage, Submission
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.work import leases, offers
from tests.leaderboard.pipeline.runs import endpoint_submission, judging_submission, pass_time
from tests.leaderboard.pipeline.threads import together

LOST_S = 30.0


def offer(submission: Submission, window: int) -> list[int]:
    return offers.offer_windows(GeneratedImage, [submission.pk], window, LOST_S)


@pytest.mark.django_db
def test_judging_has_its_window_from_the_settings(settings: LazySettings) -> None:
    judging = judging_submission(pictures=9)
    judging.judgings.update(queued_at=None)
    settings.SALON_JUDGING_WINDOW = 5
    assert offers.offer_next(JudgedImage, judging.pk) == 5


@pytest.mark.django_db
def test_a_row_that_is_given_back_is_offered_again_when_its_time_has_come() -> None:
    submission = endpoint_submission(pictures=1)
    (image_id,) = offer(submission, 5)
    assert pictures.claim_image(image_id) is not None
    submission.images.update(**leases.NO_LEASE, due_at=timezone.now() + timedelta(seconds=30))
    assert offer(submission, 5) == []
    pass_time(submission.images.get(), 31)
    assert offer(submission, 5) == [image_id]


@pytest.mark.django_db
def test_a_window_is_offered_once_in_order_and_refilled_row_by_row() -> None:
    submission = endpoint_submission()
    image_ids = list(submission.images.order_by("id").values_list("pk", flat=True))
    assert offer(submission, 5) == image_ids[:5]
    assert offer(submission, 5) == []
    # A claimed row stays within the window; a finished one makes room for the next.
    claimed = pictures.claim_image(image_ids[0])
    assert claimed is not None
    assert offer(submission, 5) == []
    submission.images.filter(pk=image_ids[0]).update(
        status="failed", cause="why", lease_token=None, lease_expires_at=None
    )
    assert offer(submission, 5) == [image_ids[5]]
    assert offer(submission, 7) == image_ids[6:8]


@pytest.mark.django_db
def test_a_lost_message_and_an_expired_lease_are_offered_again(settings: LazySettings) -> None:
    submission = endpoint_submission(pictures=3)
    lost, died, waits = submission.images.order_by("id")
    assert offer(submission, 2) == [lost.pk, died.pk]
    assert pictures.claim_image(died.pk) is not None
    for image in (lost, died):
        pass_time(image, settings.SALON_LEASE_S + 1)
    # What was tried least comes first.
    assert offer(submission, 2) == [lost.pk, waits.pk]
    assert offer(submission, 3) == [died.pk]


@pytest.mark.django_db
def test_rows_that_wait_for_their_time_are_not_offered_and_take_no_place_in_the_window() -> None:
    submission = endpoint_submission(pictures=3)
    later, *others = submission.images.order_by("id")
    submission.images.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(seconds=60))
    assert offer(submission, 2) == [image.pk for image in others]


@pytest.mark.django_db
def test_a_large_submission_leaves_a_later_small_one_its_own_window() -> None:
    large, small = endpoint_submission(languages=("en", "zh")), endpoint_submission(pictures=2)
    assert len(offer(large, 8)) == 8
    assert len(offer(small, 8)) == 2
    assert len(offer(large, 8)) == 0


@pytest.mark.django_db(transaction=True)
def test_offering_at_the_same_time_never_offers_a_row_twice() -> None:
    submission = endpoint_submission()
    offered = [image_id for image_ids in together([lambda: offer(submission, 6)] * 4) for image_id in image_ids]
    assert len(offered) == len(set(offered)) > 0


@pytest.mark.django_db
def test_each_submission_is_offered_its_own_window_and_they_take_turns() -> None:
    large, small = judging_submission(pictures=3), judging_submission(pictures=1)
    JudgedImage.objects.update(queued_at=None)
    offered = offers.offer_windows(JudgedImage, [large.pk, small.pk], 2, LOST_S)
    first, second, _ = large.judgings.order_by("id").values_list("pk", flat=True)
    assert offered == [first, small.judgings.get().pk, second]
    assert offers.offer_windows(JudgedImage, [large.pk, small.pk], 2, LOST_S) == []
