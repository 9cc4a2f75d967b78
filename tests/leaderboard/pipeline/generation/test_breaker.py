"""The breaker: an outage costs time and no pictures; an endpoint that only fails ends its submission, and soon."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from leaderboard.domain.stages import Stage
from leaderboard.models import EndpointRun, GeneratedImage, ImageStatus, Outcome, Submission
from leaderboard.models.clock import Now
from leaderboard.pipeline.generation import breaker, pictures
from leaderboard.pipeline.generation.offering import offer_generation
from leaderboard.pipeline.generation.pictures import FailedCall
from leaderboard.pipeline.work import transitions
from tests.leaderboard.pipeline.runs import (
    endpoint_submission,
    fail_call,
    generate,
    make_due,
    new_stored_image,
    pass_time,
    reloaded,
)

pytestmark = pytest.mark.django_db

Claim = tuple[GeneratedImage, uuid.UUID]


def endpoint_of(submission: Submission) -> EndpointRun:
    return EndpointRun.objects.get(submission=submission)


def claim_all(submission: Submission) -> list[Claim]:
    claims = [pictures.claim_image(image.pk) for image in submission.images.order_by("id")]
    return [claim for claim in claims if claim is not None]


def fail_rounds(submission: Submission, rounds: int, cause: str = "502 from the endpoint") -> None:
    """So many rounds of failed calls, each with the picture that was tried least, as the queue offers them."""
    for _ in range(rounds):
        planned = submission.images.filter(status=ImageStatus.PLANNED).order_by("failures", "id")
        fail_call(planned[0], cause)


# --- refusals ---------------------------------------------------------------------------------------------------------
def test_three_refusals_in_a_row_end_the_submission_with_their_cause() -> None:
    submission = endpoint_submission(pictures=4)
    first, second, third, untouched = submission.images.order_by("id")
    for image in (first, second):
        fail_call(image, "401 from the endpoint: check the API key", fatal=True)
        assert reloaded(submission).outcome == Outcome.RUNNING
    fail_call(third, "401 from the endpoint: check the API key", fatal=True)
    ended = reloaded(submission)
    assert (ended.outcome, ended.cause) == (Outcome.FAILED, "401 from the endpoint: check the API key")
    untouched.refresh_from_db()
    assert (untouched.status, untouched.attempt) == (ImageStatus.FAILED, 0)
    assert untouched.cause == "not tried: 401 from the endpoint: check the API key"
    assert endpoint_of(submission).sealed_key is None


def test_passing_failures_are_no_refusals() -> None:
    submission = endpoint_submission(pictures=5)
    images = list(submission.images.order_by("id"))
    fail_call(images[0], "no reply in time")
    fail_call(images[1], "no reply in time")
    fail_call(images[2], "403 for this one prompt", fatal=True)
    assert reloaded(submission).outcome == Outcome.RUNNING
    assert endpoint_of(submission).refusals_in_a_row == 1


def test_a_picture_resets_both_counts() -> None:
    submission = endpoint_submission(pictures=6)
    images = list(submission.images.order_by("id"))
    for image in images[:2]:
        fail_call(image, "403", fatal=True)
    fail_call(images[2])
    pass_time(endpoint_of(submission), 100)
    assert generate(images[3])
    endpoint = endpoint_of(submission)
    assert (endpoint.failures_in_a_row, endpoint.refusals_in_a_row) == (0, 0)


# --- rounds -----------------------------------------------------------------------------------------------------------
def test_an_outage_that_hits_all_calls_in_flight_is_one_round(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 3
    submission = endpoint_submission(pictures=10)
    claims = claim_all(submission)
    assert len(claims) == settings.SALON_ENDPOINT_IN_FLIGHT
    for claim in claims:
        pictures.record_failure(*claim, FailedCall("502 from the endpoint", retry=True, fatal=False))
    assert reloaded(submission).outcome == Outcome.RUNNING
    assert endpoint_of(submission).failures_in_a_row == 1
    # While it is paused nothing is called, not even what has not been tried yet.
    assert claim_all(submission) == []


def test_after_a_failure_one_call_at_a_time_finds_out_whether_it_is_over() -> None:
    submission = endpoint_submission(pictures=4)
    first, second, third, fourth = submission.images.order_by("id")
    fail_call(first)
    pass_time(endpoint_of(submission), 3)
    probe = pictures.claim_image(second.pk)
    assert probe is not None
    assert pictures.claim_image(third.pk) is None
    third.refresh_from_db()
    assert (third.attempt, third.due_at <= timezone.now() + timedelta(seconds=2)) == (0, True)
    assert pictures.record_image(*probe, new_stored_image())
    for image in (third, fourth):
        make_due(image)
        assert pictures.claim_image(image.pk) is not None


def test_the_pauses_grow_from_round_to_round_up_to_a_minute(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 100
    submission = endpoint_submission()
    pauses = []
    for _ in range(8):
        fail_rounds(submission, 1)
        until = endpoint_of(submission).paused_until
        assert until is not None
        pauses.append(round((until - timezone.now()).total_seconds()))
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]


def test_an_endpoint_that_never_delivers_ends_after_as_many_rounds_as_the_setting_says(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 4
    submission = endpoint_submission()
    fail_rounds(submission, 3)
    assert reloaded(submission).outcome == Outcome.RUNNING
    fail_rounds(submission, 1, "no reply within 180 s")
    assert (reloaded(submission).outcome, reloaded(submission).cause) == (Outcome.FAILED, "no reply within 180 s")


def test_one_that_has_delivered_is_waited_for_and_what_it_delivered_is_judged(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 4
    submission = endpoint_submission()
    assert generate(submission.images.order_by("id")[0])
    fail_rounds(submission, 4 * breaker.PATIENCE - 1)
    assert not submission.images.filter(status=ImageStatus.FAILED).exists()
    fail_rounds(submission, 1)
    transitions.advance(submission.pk)
    assert (reloaded(submission).outcome, reloaded(submission).stage) == (Outcome.RUNNING, Stage.JUDGING)
    assert submission.images.filter(status=ImageStatus.FAILED).count() == 23
    assert submission.images.filter(status=ImageStatus.STORED).count() == 1


def test_an_endpoint_that_is_not_there_uses_up_no_attempt_of_the_last_picture(settings: LazySettings) -> None:
    submission = endpoint_submission(pictures=2)
    delivered, last = submission.images.order_by("id")
    assert generate(delivered)
    for _ in range(3 * pictures.RETRIES.max_attempts):
        fail_call(last, "502 from the endpoint", away=True)
    last.refresh_from_db()
    assert (last.status, last.failures) == (ImageStatus.PLANNED, 0)


def test_refusals_of_the_calls_in_flight_are_one_refusal() -> None:
    submission = endpoint_submission(pictures=10)
    for claim in claim_all(submission):
        pictures.record_failure(*claim, FailedCall("403 from a proxy that restarts", retry=False, fatal=True))
    assert reloaded(submission).outcome == Outcome.RUNNING
    assert endpoint_of(submission).refusals_in_a_row == 1


def test_prompts_that_are_refused_end_it_only_where_nothing_was_ever_delivered(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 3
    sound, hopeless = endpoint_submission(pictures=6), endpoint_submission(pictures=6)
    assert generate(sound.images.order_by("-id")[0])
    for submission in (sound, hopeless):
        for image in submission.images.order_by("id")[:3]:
            fail_call(image, "400 from the endpoint: size is not supported", retry=False)
    assert reloaded(sound).outcome == Outcome.RUNNING
    assert reloaded(hopeless).outcome == Outcome.FAILED


# --- which picture finds out ------------------------------------------------------------------------------------------
def call_in_turn(submission: Submission, delivers: Callable[[GeneratedImage], bool]) -> None:
    """Call pictures as they are offered, one pause after the other, until none is planned."""
    while submission.images.filter(status=ImageStatus.PLANNED).exists():
        pass_time(endpoint_of(submission), 100)
        submission.images.filter(status=ImageStatus.PLANNED).update(due_at=Now())
        offer_generation()
        queued = submission.images.filter(queued_at__isnull=False)
        claims = [pictures.claim_image(image.pk) for image in queued.order_by("id")]
        for image, token in filter(None, claims):
            if delivers(image):
                pictures.record_image(image, token, new_stored_image())
            else:
                pictures.record_failure(image, token, FailedCall("500 from the endpoint", retry=True, fatal=False))


def test_an_endpoint_that_fails_the_first_call_of_every_prompt_delivers_them_all(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 3
    submission = endpoint_submission(pictures=10)
    call_in_turn(submission, lambda image: image.failures > 0)
    assert submission.images.filter(status=ImageStatus.STORED).count() == 10
    assert reloaded(submission).outcome == Outcome.RUNNING


def test_an_endpoint_that_fails_every_call_of_one_prompt_delivers_the_others(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW, settings.SALON_ENDPOINT_IN_FLIGHT = 3, 1
    submission = endpoint_submission(pictures=5)
    hopeless = submission.images.order_by("id")[0].pk
    call_in_turn(submission, lambda image: image.pk != hopeless)
    assert submission.images.filter(status=ImageStatus.STORED).count() == 4


def test_a_picture_that_was_queued_before_the_failure_lets_the_failed_one_go_first() -> None:
    submission = endpoint_submission(pictures=3)
    failed, queued, _ = submission.images.order_by("id")
    fail_call(failed)
    pass_time(endpoint_of(submission), 3)
    make_due(failed)
    assert pictures.claim_image(queued.pk) is None
    assert pictures.claim_image(failed.pk) is not None


def test_calls_that_were_in_flight_count_with_their_outage_even_if_they_fail_after_its_pause(
    settings: LazySettings,
) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 3
    submission = endpoint_submission(pictures=10)
    for claim in claim_all(submission):
        pictures.record_failure(*claim, FailedCall("500 from the endpoint", retry=True, fatal=False))
        # The pause, which began just now, is over before the next call ends.
        EndpointRun.objects.filter(submission=submission).update(paused_until=Now())
    assert reloaded(submission).outcome == Outcome.RUNNING
    assert endpoint_of(submission).failures_in_a_row == 1


# --- being asked to wait ----------------------------------------------------------------------------------------------
def test_being_asked_to_wait_pauses_the_endpoint_and_uses_up_nothing(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 2
    submission = endpoint_submission(pictures=5)
    images = list(submission.images.order_by("id"))
    for _ in range(2 * pictures.RETRIES.max_attempts):
        fail_call(images[0], "429 from the endpoint", retry_after_s=20.0)
    images[0].refresh_from_db()
    assert (images[0].status, images[0].failures) == (ImageStatus.PLANNED, 0)
    endpoint = endpoint_of(submission)
    assert (endpoint.failures_in_a_row, endpoint.refusals_in_a_row) == (0, 0)
    assert endpoint.paused_until is not None
    assert timedelta(seconds=15) < endpoint.paused_until - timezone.now() <= timedelta(seconds=20)
    assert pictures.claim_image(images[4].pk) is None
    waiting = GeneratedImage.objects.get(pk=images[4].pk)
    assert (waiting.attempt, waiting.queued_at) == (0, None)
    assert waiting.due_at > timezone.now() + timedelta(seconds=15)
    for row in (endpoint, waiting):
        pass_time(row, 21)
    assert pictures.claim_image(images[4].pk) is not None


def test_of_two_waits_the_longer_one_counts() -> None:
    submission = endpoint_submission(pictures=2)
    claims = claim_all(submission)
    for claim, wait in zip(claims, (600.0, 10.0), strict=True):
        pictures.record_failure(*claim, FailedCall("429", retry=True, fatal=False, retry_after_s=wait))
    until = endpoint_of(submission).paused_until
    assert until is not None
    assert until > timezone.now() + timedelta(seconds=500)


def test_no_endpoint_can_park_its_pictures_for_more_than_an_hour() -> None:
    image = endpoint_submission(pictures=1).images.get()
    fail_call(image, "429", retry_after_s=1e9)
    image.refresh_from_db()
    for until in (image.due_at, endpoint_of(image.submission).paused_until):
        assert until is not None
        assert until <= timezone.now() + timedelta(hours=1)
