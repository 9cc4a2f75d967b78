"""Signed-in browsers, and submissions of a person."""

from __future__ import annotations

from typing import Any

from django.test import Client

from leaderboard.domain.stages import Stage
from leaderboard.models import EndpointRun, Generator, Kind, Submission, User, Worker
from leaderboard.pipeline.work import queue
from tests.factories import GeneratorFactory, UserFactory, running_submission


def person() -> User:
    """Somebody new."""
    return UserFactory.create()


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def generator_of(user: User, **fields: Any) -> Generator:
    """A new generator of this person."""
    return GeneratorFactory.create(owner=user, **fields)


def endpoint_submission(**fields: Any) -> Submission:
    """A running submission whose pictures come from an endpoint."""
    submission = running_submission(kind=Kind.ENDPOINT, stage=Stage.GENERATION, **fields)
    EndpointRun.objects.create(
        submission=submission,
        base_url="https://images.example.org/v1",
        origin="https://images.example.org:443",
        model="painter",
    )
    return submission


def running_workers() -> None:
    """A worker of every queue, which has reported itself a moment ago."""
    Worker.objects.bulk_create(
        Worker(name=f"{name}@test", clock_ahead_s=0.0) for name in sorted(set(queue.QUEUES.values()))
    )
