"""The heartbeat, on real rows: a lease is extended while its work goes on, and runs out afterwards."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from leaderboard.models import GeneratedImage, Submission
from leaderboard.models.work import PlannedWork
from leaderboard.pipeline.work import heartbeat, leases
from leaderboard.pipeline.work.heartbeat import extending_lease
from tests.leaderboard.pipeline.runs import endpoint_submission

pytestmark = pytest.mark.django_db(transaction=True)

LEASE_S = 1.5
BEAT_S = LEASE_S / 3
_WITHIN_S = 15


@pytest.fixture(autouse=True)
def _short_leases(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A heartbeat of this test's own: the process's may be in the middle of a long pause."""
    settings.SALON_LEASE_S = LEASE_S
    own = heartbeat._Heartbeat()
    monkeypatch.setattr(heartbeat, "_heartbeat", lambda: own)


def planned_image() -> GeneratedImage:
    image = endpoint_submission(pictures=1).images.get()
    GeneratedImage.objects.update(due_at=timezone.now())
    return image


def claim(row: PlannedWork) -> uuid.UUID | None:
    return leases.claim(type(row)._default_manager.filter(pk=row.pk))


def claimed(row: PlannedWork) -> uuid.UUID:
    token = claim(row)
    assert token is not None
    return token


def expiry(row: PlannedWork) -> datetime:
    row.refresh_from_db()
    assert row.lease_expires_at is not None
    return row.lease_expires_at


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_for_extension(row: PlannedWork) -> None:
    before = expiry(row)
    wait_until(lambda: expiry(row) > before)


def test_a_lease_is_extended_while_the_work_goes_on_and_no_other_worker_gets_the_row() -> None:
    image = planned_image()
    first_expiry = timezone.now() + timedelta(seconds=LEASE_S)
    with extending_lease(GeneratedImage, claimed(image)):
        for _ in range(2):
            wait_for_extension(image)
        assert expiry(image) > first_expiry
        assert claim(image) is None


def test_after_the_work_the_lease_is_extended_no_more_and_another_worker_gets_the_row() -> None:
    image = planned_image()
    token = claimed(image)
    with extending_lease(GeneratedImage, token):
        wait_for_extension(image)
    ended_at = timezone.now()
    time.sleep(2.5 * BEAT_S)
    # A beat that was under way when the block ended may have counted; none that began later has.
    assert expiry(image) < ended_at + timedelta(seconds=LEASE_S + BEAT_S)
    wait_until(lambda: claim(image) not in {None, token})


def test_work_that_fails_is_extended_no_more() -> None:
    image = planned_image()
    with pytest.raises(RuntimeError), extending_lease(GeneratedImage, claimed(image)):
        raise RuntimeError("the worker's code broke")
    wait_until(lambda: claim(image) is not None)


def test_rows_of_several_kinds_are_extended_together() -> None:
    image = planned_image()
    submission = image.submission
    with extending_lease(GeneratedImage, claimed(image)), extending_lease(Submission, claimed(submission)):
        wait_for_extension(image)
        wait_for_extension(submission)


def test_a_row_that_another_worker_has_claimed_meanwhile_is_left_alone() -> None:
    image, other = planned_image(), planned_image()
    with extending_lease(GeneratedImage, claimed(image)), extending_lease(GeneratedImage, claimed(other)):
        taken_until = timezone.now() + timedelta(minutes=1)
        GeneratedImage.objects.filter(pk=image.pk).update(lease_token=uuid.uuid4(), lease_expires_at=taken_until)
        wait_for_extension(other)
        assert expiry(image) == taken_until


def test_while_the_database_is_away_leases_run_out_and_when_it_is_back_they_are_extended(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    away = True

    def extend(model: type[PlannedWork], tokens: Iterable[uuid.UUID]) -> int:
        if away:
            with connection.cursor() as cursor:  # a real end of the heartbeat's own connection
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return real_extend(model, tokens)

    real_extend = leases.extend
    monkeypatch.setattr(leases, "extend", extend)
    monkeypatch.setattr(logging.getLogger("workers"), "propagate", True)
    image = planned_image()
    token = claimed(image)
    claimed_until = expiry(image)
    with extending_lease(GeneratedImage, token):
        wait_until(lambda: caplog.text.count("the leases were not extended") >= 2)
        assert expiry(image) == claimed_until
        wait_until(lambda: timezone.now() > claimed_until)
        away = False
        wait_for_extension(image)
        assert claim(image) is None
    assert GeneratedImage.objects.get(pk=image.pk).lease_token == token
