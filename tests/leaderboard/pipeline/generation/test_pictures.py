"""Planned pictures: recorded by their holder only, tried again with patience, given up with a cause."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from leaderboard.models import EndpointRun, GeneratedImage, ImageStatus, Outcome, StoredImage, Submission
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.generation.pictures import FailedCall
from leaderboard.pipeline.work import transitions
from tests.leaderboard.pipeline.runs import (
    endpoint_submission,
    fail_call,
    generate,
    make_due,
    new_facts,
    new_stored_image,
    pass_time,
    reloaded,
)
from tests.leaderboard.pipeline.threads import overlapping, together

pytestmark = pytest.mark.django_db
FAILED = Outcome.FAILED


def endpoint_of(submission: Submission) -> EndpointRun:
    return EndpointRun.objects.get(submission=submission)


def claimed(image: GeneratedImage) -> tuple[GeneratedImage, uuid.UUID]:
    claim = pictures.claim_image(image.pk)
    assert claim is not None
    return claim


# --- recording --------------------------------------------------------------------------------------------------------
def test_a_picture_is_recorded_with_its_judging_planned_in_the_same_transaction() -> None:
    submission = endpoint_submission(pictures=2)
    image = submission.images.select_related("prompt").order_by("id")[0]
    assert generate(image)
    image.refresh_from_db()
    assert (image.status, image.lease_token, image.cause) == (ImageStatus.STORED, None, "")
    judging = image.judgings.get()
    rubric = submission.judge_profile.frozen.protocol.rubric
    assert judging.dimensions == list(rubric.active_dimensions(image.prompt.target_facets))
    assert judging.queued_at is not None
    assert StoredImage.objects.get(pk=image.stored_id).queued_at is not None


def test_a_record_with_an_old_token_changes_nothing(settings: LazySettings) -> None:
    image = endpoint_submission(pictures=2).images.order_by("id")[0]
    slow = claimed(image)
    pass_time(image, settings.SALON_LEASE_S + 1)
    quick = claimed(image)
    before = GeneratedImage.objects.filter(pk=image.pk).values().get()
    assert not pictures.record_image(*slow, new_stored_image())
    pictures.record_failure(*slow, FailedCall("timed out", retry=False, fatal=True))
    assert GeneratedImage.objects.filter(pk=image.pk).values().get() == before
    assert image.judgings.count() == 0
    assert endpoint_of(image.submission).failures_in_a_row == 0
    assert pictures.record_image(*quick, new_stored_image())
    # What comes after the end changes nothing either.
    assert not pictures.record_image(*quick, new_stored_image())
    assert image.judgings.count() == 1


def test_a_picture_that_comes_after_its_submission_has_ended_is_not_recorded() -> None:
    submission = endpoint_submission(pictures=2)
    claim = claimed(submission.images.order_by("id")[0])
    assert transitions.fail(submission.pk, "404 from the endpoint")
    assert not pictures.record_image(*claim, new_stored_image())


def test_a_picture_tells_how_long_its_call_took() -> None:
    image = endpoint_submission(pictures=1).images.get()
    claim = claimed(image)
    GeneratedImage.objects.filter(pk=image.pk).update(called_at=F("called_at") - timedelta(seconds=70))
    assert pictures.record_image(*claim, new_stored_image())
    seconds = GeneratedImage.objects.get(pk=image.pk).seconds
    assert seconds is not None
    assert 70 <= seconds < 130


def test_the_same_bytes_are_stored_once() -> None:
    data = b"the bytes of a picture"
    facts = new_facts(data)
    first, second = pictures.store_bytes(facts, data), pictures.store_bytes(facts, data)
    assert first.pk == second.pk == facts.sha256
    with default_storage.open(first.path) as file:
        assert file.read() == data
    assert StoredImage.objects.filter(pk=facts.sha256).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_may_store_the_same_bytes_at_the_same_moment() -> None:
    data = b"the bytes of a picture"
    facts = new_facts(data)
    stored = together([lambda: pictures.store_bytes(facts, data).path] * 4)
    assert len(set(stored)) == 1
    with default_storage.open(stored[0]) as file:
        assert file.read() == data


# --- failures of one picture ------------------------------------------------------------------------------------------
def test_a_failed_call_is_tried_again_later_and_given_up_after_the_fifth(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 100
    image = endpoint_submission(pictures=2).images.order_by("id")[0]
    for attempt in range(1, 5):
        fail_call(image, f"503, attempt {attempt}")
        image.refresh_from_db()
        assert (image.status, image.attempt, image.lease_token) == (ImageStatus.PLANNED, attempt, None)
        assert image.due_at <= timezone.now() + timedelta(seconds=pictures.RETRIES.cap_s)
    fail_call(image, "503, the last time")
    image.refresh_from_db()
    assert (image.status, image.cause) == (ImageStatus.FAILED, "503, the last time")
    assert pictures.claim_image(image.pk) is None


def test_a_refused_prompt_is_not_sent_again() -> None:
    submission = endpoint_submission(pictures=2)
    image = submission.images.order_by("id")[0]
    fail_call(image, "400: content policy", retry=False)
    image.refresh_from_db()
    assert (image.status, image.attempt, image.cause) == (ImageStatus.FAILED, 1, "400: content policy")
    assert reloaded(submission).outcome == Outcome.RUNNING


# --- races ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_calls_that_fail_at_the_same_moment_end_the_submission_once_and_do_not_lock_each_other_out(
    settings: LazySettings,
) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 10
    for _ in range(3):
        submission = endpoint_submission(pictures=9)
        claims = [claimed(image) for image in submission.images.order_by("id")]
        EndpointRun.objects.filter(submission=submission).update(refusals_in_a_row=2)
        failures: list[Callable[[], object]] = [
            partial(pictures.record_failure, *claim, FailedCall("401", retry=False, fatal=True)) for claim in claims
        ]
        together(failures)
        ended = reloaded(submission)
        assert (ended.outcome, ended.cause) == (FAILED, "401")
        assert not submission.images.filter(status=ImageStatus.PLANNED).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_failures_the_second_waits_for_the_first_and_sees_what_it_has_done() -> None:
    submission = endpoint_submission(pictures=3)
    first, second, _ = (claimed(image) for image in submission.images.order_by("id"))
    EndpointRun.objects.update(refusals_in_a_row=2)
    overlapping(
        partial(pictures.record_failure, *first, FailedCall("401", retry=False, fatal=True)),
        partial(pictures.record_failure, *second, FailedCall("timed out", retry=True, fatal=False)),
    )
    causes = submission.images.order_by("id").values_list("status", "cause")
    assert list(causes) == [("failed", "401"), ("failed", "not tried: 401"), ("failed", "not tried: 401")]
    assert endpoint_of(submission).refusals_in_a_row == 3


# --- calls in flight --------------------------------------------------------------------------------------------------
def test_an_origin_with_its_fill_of_calls_lets_the_next_one_wait_a_moment(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 2
    first, second, third = endpoint_submission(pictures=3).images.order_by("id")
    claimed(first)
    claimed(second)
    assert pictures.claim_image(third.pk) is None
    third.refresh_from_db()
    assert (third.attempt, third.queued_at) == (0, None)
    assert third.due_at <= timezone.now() + timedelta(seconds=2)
    # A dead worker's call does not count for ever.
    pass_time(first, settings.SALON_LEASE_S + 1)
    make_due(third)
    assert pictures.claim_image(third.pk) is not None


@pytest.mark.django_db(transaction=True)
def test_two_submissions_of_one_origin_share_its_limit_of_calls_in_flight(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 3
    same = ["https://images.example.org/v1", "https://IMAGES.example.org:443/other"]
    image_ids = [
        list(endpoint_submission(base_url=url, pictures=6).images.values_list("pk", flat=True)) for url in same
    ]
    elsewhere = list(
        endpoint_submission(base_url="https://other.example.org", pictures=6).images.values_list("pk", flat=True)
    )

    def work(mine: list[int]) -> int:
        return sum(pictures.claim_image(image_id) is not None for image_id in mine)

    won = together([partial(work, mine) for mine in (*image_ids, elsewhere, *image_ids, elsewhere)])
    assert won[0] + won[1] + won[3] + won[4] == 3
    assert won[2] + won[5] == 3
