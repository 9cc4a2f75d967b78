"""The order of generation: only what may be called now is offered, evenly shared, and a calm run needs no sweeper."""

from __future__ import annotations

import uuid
from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from leaderboard.models import EndpointRun, GeneratedImage, Submission
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.generation.offering import offer_after_call, offer_generation
from leaderboard.pipeline.generation.pictures import FailedCall
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.pipeline.work import leases, queue
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.pipeline.runs import (
    SPEC,
    URL,
    endpoint_submission,
    fail_call,
    generate,
    new_generator,
    new_stored_image,
    pass_time,
)
from tests.leaderboard.pipeline.threads import together

ELSEWHERE = "https://elsewhere.example.org/v1"


def delivering(**fields: Any) -> Submission:
    """A submission whose endpoint has delivered, so that it has all the room of its origin."""
    submission = endpoint_submission(**fields)
    EndpointRun.objects.filter(submission=submission).update(delivered=True)
    return submission


def queued(submission: Submission) -> list[int]:
    """The submission's pictures in the queue, in the order of their rows."""
    waiting = submission.images.filter(queued_at__isnull=False).order_by("id")
    return list(waiting.values_list("pk", flat=True))


def image_ids(submission: Submission) -> list[int]:
    return list(submission.images.order_by("id").values_list("pk", flat=True))


# --- the room of an origin --------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_origin_is_offered_no_more_than_it_may_be_called_with(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 3
    first, second = delivering(), delivering()
    assert offer_generation() == 3
    assert offer_generation() == 0
    # A claimed picture takes its place; a finished one makes room for one.
    claim = pictures.claim_image(queued(first)[0])
    assert claim is not None
    assert offer_generation() == 0
    assert pictures.record_image(*claim, new_stored_image())
    assert offer_generation() == 1
    assert len(queued(first)) + len(queued(second)) == 3


@pytest.mark.django_db
def test_an_endpoint_that_has_not_delivered_gets_half_the_room(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 8
    submission = endpoint_submission()
    assert offer_generation() == 4
    assert generate(submission.images.get(pk=queued(submission)[0]))
    assert offer_generation() == 5


@pytest.mark.django_db
def test_a_failing_endpoint_gets_one_call_at_a_time_and_a_paused_one_gets_none() -> None:
    submission = delivering(pictures=6)
    fail_call(submission.images.order_by("id")[0])
    assert offer_generation() == 0
    pass_time(EndpointRun.objects.get(submission=submission), 100)
    assert offer_generation() == 1
    assert offer_generation() == 0


@pytest.mark.django_db
def test_what_failed_least_comes_first_and_what_waits_for_its_time_takes_no_place(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 1
    submission = delivering(pictures=4)
    first, second, third, fourth = image_ids(submission)
    submission.images.filter(pk=first).update(failures=2)
    submission.images.filter(pk=second).update(failures=1)
    submission.images.filter(pk=third).update(due_at=timezone.now() + timedelta(seconds=30))
    for expected in (fourth, second, first):
        assert offer_generation() == 1
        assert queued(submission) == [expected]
        submission.images.filter(pk=expected).update(status="failed", cause="why", queued_at=None)
    assert offer_generation() == 0


@pytest.mark.django_db
def test_a_lost_message_and_an_expired_lease_are_offered_again(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 2
    submission = delivering(pictures=2)
    lost, died = image_ids(submission)
    assert offer_generation() == 2
    assert pictures.claim_image(died) is not None
    assert offer_generation(lost_after_s=30) == 0
    for image in submission.images.all():
        pass_time(image, settings.SALON_LEASE_S + 1)
    assert offer_generation(lost_after_s=30) == 2
    assert queued(submission) == [lost, died]


# --- fair shares ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_five_hundred_submissions_at_one_origin_do_not_delay_another_origin(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 4
    crowd = [delivering(pictures=1) for _ in range(12)]
    beside = delivering(pictures=3, base_url=ELSEWHERE)
    assert offer_generation() == 4 + 3
    assert len(queued(beside)) == 3
    # The crowd is served in the order of its submissions.
    assert [len(queued(submission)) for submission in crowd] == [1] * 4 + [0] * 8


@pytest.mark.django_db
def test_accounts_share_an_origin_evenly_however_many_submissions_they_have(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 6
    author = new_generator()
    many = [delivering(pictures=3, generator=author) for _ in range(5)]
    single = delivering(pictures=9)
    assert offer_generation() == 6
    assert sum(len(queued(submission)) for submission in many) == 3
    assert len(queued(single)) == 3


@pytest.mark.django_db
def test_submissions_of_an_account_share_evenly(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 4
    author = new_generator()
    large = delivering(generator=author)
    assert offer_generation() == 4
    small = delivering(pictures=2, generator=author)
    for image_id in queued(large)[:2]:
        claim = pictures.claim_image(image_id)
        assert claim is not None
        assert pictures.record_image(*claim, new_stored_image())
    assert offer_generation() == 2
    assert (len(queued(large)), len(queued(small))) == (2, 2)


@pytest.mark.django_db
def test_an_account_whose_endpoints_hang_leaves_room_for_others(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT, settings.SALON_ACCOUNT_IN_FLIGHT = 8, 10
    author = new_generator()
    hanging = [endpoint_submission(generator=author, base_url=f"https://{n}.example.org") for n in range(5)]
    good = endpoint_submission(pictures=4)
    assert offer_generation() == 10 + 4
    assert sum(len(queued(submission)) for submission in hanging) == 10
    assert len(queued(good)) == 4


# --- without a sweeper ------------------------------------------------------------------------------------------------
class Worker:
    """Takes the messages in the order in which they were sent, and does the first step of each before any second."""

    def __init__(self, threads: int) -> None:
        self.messages: deque[int] = deque()
        self.sent: Counter[int] = Counter()
        self._threads = threads

    def send(self, task: str, row_ids: list[int]) -> None:
        if task == queue.GENERATE:
            self.messages.extend(row_ids)
            self.sent.update(row_ids)

    def work(self, record: Callable[[GeneratedImage, uuid.UUID], object]) -> None:
        """Work until no message is left; every call takes as long as all others."""
        calls = deque[tuple[GeneratedImage, uuid.UUID]]()
        while self.messages or calls:
            while self.messages and len(calls) < self._threads:
                claim = pictures.claim_image(self.messages.popleft())
                if claim is not None:
                    calls.append(claim)
            if calls:
                record(*calls.popleft())


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    working = Worker(threads=6)
    monkeypatch.setattr(queue, "_send", working.send)
    return working


@pytest.mark.django_db(transaction=True)
def test_a_calm_run_of_many_submissions_ends_without_a_sweeper_and_with_one_message_per_picture(
    worker: Worker, settings: LazySettings
) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT, settings.SALON_ACCOUNT_IN_FLIGHT = 4, 6
    author = new_generator()
    for base_url in (URL, URL, URL, ELSEWHERE):
        endpoint_submission(pictures=6, generator=author, base_url=base_url)
        endpoint_submission(pictures=2, base_url=base_url)
    offer_generation()
    stored = new_stored_image()
    worker.work(lambda image, token: pictures.record_image(image, token, stored))
    assert not GeneratedImage.objects.filter(status="planned").exists()
    assert set(worker.sent.values()) == {1}
    assert len(worker.sent) == 32


@pytest.mark.django_db(transaction=True)
def test_a_submission_is_offered_when_it_has_been_stored(worker: Worker) -> None:
    load_pixel_profile()
    submission = submit_endpoint(new_generator(), load_demo_suite(), ["en"], SPEC)
    assert list(worker.messages) == image_ids(submission)[:4]


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_given_up_makes_room_for_the_next(worker: Worker) -> None:
    submission = delivering(pictures=12)
    offer_generation()
    worker.work(lambda image, token: pictures.record_failure(image, token, FailedCall("400", retry=False, fatal=False)))
    assert submission.images.filter(status="failed").count() == 12


@pytest.mark.django_db(transaction=True)
def test_callers_at_the_same_moment_offer_no_picture_twice_and_keep_the_limit(settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_IN_FLIGHT = 5
    first, second = delivering(), delivering()
    offered = together([lambda: offer_after_call(first.pk), lambda: offer_after_call(second.pk), offer_generation] * 2)
    assert sum(offered) == 5
    assert len(queued(first)) + len(queued(second)) == 5


# --- our own crashes --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_calls_that_our_workers_did_not_finish_do_not_count_against_the_picture(settings: LazySettings) -> None:
    image = delivering(pictures=2).images.order_by("id")[0]
    for _ in range(2 * pictures.RETRIES.max_attempts):
        assert pictures.claim_image(image.pk) is not None
        GeneratedImage.objects.filter(pk=image.pk).update(**leases.NO_LEASE)
    fail_call(image, "500 from the endpoint")
    image.refresh_from_db()
    assert (image.status, image.attempt, image.failures) == ("planned", 11, 1)
    assert image.due_at <= timezone.now() + timedelta(seconds=pictures.RETRIES.base_s)
