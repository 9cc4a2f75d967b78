"""Repeated requests: the same key gives the same submission, also when two arrive at once; a failed one frees it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from leaderboard.models import Generator, QuotaEntry, Submission, SubmissionKey, User
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.repeated import RequestKey, once, remember, request_key, submission_of
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile, running_submission
from tests.leaderboard.api.calls import client_of, endpoint

KEY = RequestKey("run-1", "a" * 64)


def submit(generator: Generator, request: RequestKey = KEY) -> Submission:
    def make() -> Submission:
        submission = running_submission(generator=generator)
        remember(submission, request)
        return submission

    return once(generator, request, make)


@pytest.mark.django_db
def test_a_key_names_one_submission_of_a_generator_until_it_fails() -> None:
    generator = GeneratorFactory.create()
    first = submit(generator)
    assert submit(generator) == first
    assert submit(GeneratorFactory.create(owner=generator.owner)) != first
    assert submission_of(generator, "run-1") == first
    assert submission_of(generator, "run-2") is None
    with pytest.raises(SubmissionRefused, match=f"already used for submission {first.pk}"):
        submit(generator, RequestKey("run-1", "b" * 64))
    Submission.objects.filter(pk=first.pk).update(
        outcome="failed", cause="…", ended_at=first.created_at, deadline_at=None
    )
    second = submit(generator, RequestKey("run-1", "b" * 64))
    assert second != first
    assert submit(generator, RequestKey("run-1", "b" * 64)) == second


def test_without_a_key_every_request_is_a_new_one() -> None:
    assert request_key("", {}) is None
    assert request_key("k", {"a": 1, "b": 2}) == request_key("k", {"b": 2, "a": 1}) != request_key("k", {"a": 1})


@pytest.mark.django_db(transaction=True)
def test_of_requests_that_arrive_at_once_one_is_carried_out(settings: Settings) -> None:
    settings.SALON_QUOTA_SUBMISSIONS = 1
    load_demo_suite()
    load_pixel_profile()
    author = GeneratorFactory.create().owner
    replies = _send(author, Barrier(4))
    assert {status for status, _number in replies} == {201}
    assert len({number for _status, number in replies}) == 1
    assert Submission.objects.count() == QuotaEntry.objects.count() == SubmissionKey.objects.count() == 1


def _send(author: User, together: Barrier) -> list[tuple[int, int]]:
    generator = Generator.objects.get(owner=author)

    def send(_number: int) -> tuple[int, int]:
        client: Client = client_of(author)
        together.wait()
        try:
            reply: Any = client.post(
                "/api/v1/submissions/endpoint",
                endpoint(generator.pk),
                content_type="application/json",
                headers={"idempotency-key": "run-1"},
            )
            return reply.status_code, reply.json().get("id")
        finally:
            connection.close()

    with ThreadPoolExecutor(together.parties) as threads:
        return list(threads.map(send, range(together.parties)))
