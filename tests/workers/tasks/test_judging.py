"""The judging task: what a healthy judge may break on and how often, and what an absent one leaves owed."""

from __future__ import annotations

import math
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from leaderboard.domain.judging.messages import Priority
from leaderboard.domain.judging.verdicts import JudgementStatus
from leaderboard.domain.retry import MAX_RETRY_AFTER_S
from leaderboard.files.store import store_once
from leaderboard.models import Alert, JudgedImage, JudgedImageStatus, Outcome
from leaderboard.pipeline.work import quota, storage_watch
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import give_picture, judging_submission, make_due, reloaded
from workers.clients.judge import settling
from workers.clients.judge.client import JudgeCallGivenUp, JudgeClient, JudgeUnavailable
from workers.clients.judge.gate import JudgeGate
from workers.clients.judge.http_replies import ServedModel
from workers.judging import ending, judges
from workers.tasks import judging

pytestmark = pytest.mark.django_db(transaction=True)


class Breaking:
    """A judge that gives no reply to any call."""

    def __init__(self, *, well: bool, retry_after_s: float | None = None) -> None:
        self.well = well
        self.retry_after_s = retry_after_s
        self.looks = 0

    async def chat(self, body: Sequence[bytes], *, priority: Priority) -> Any:
        raise JudgeUnavailable(
            "500 from the judge: out of memory", status=500, retry_after_s=self.retry_after_s, took_call=True
        )

    async def served_model(self) -> ServedModel:
        return ServedModel("model", 16384)

    async def version(self) -> str:
        self.looks += 1
        if not self.well and self.looks > 1:
            raise JudgeUnavailable("no reply from the judge")
        return "1"


class OnePool:
    """Lends one judge; ``answers_trials`` is how often it passes when it is tried out."""

    def __init__(self, judge: Breaking, answers_trials: int = 10**6) -> None:
        self.gate = JudgeGate("judge", cast(JudgeClient, judge), self._look)
        self.answers_trials = answers_trials

    async def _look(self, *_: Any) -> str:
        self.answers_trials -= 1
        return "" if self.answers_trials >= 0 else "500 from the judge"

    @contextmanager
    def lend(self, profile_sha256: str) -> Iterator[JudgeGate]:
        yield self.gate


def stored_row() -> JudgedImage:
    row = judging_submission(pictures=1).judgings.select_related("image").get()
    give_picture(row.image, png(1))
    return row


def judge_again(row: JudgedImage) -> None:
    make_due(row)
    judging.judge_image(key=row.pk)
    row.refresh_from_db()


def test_a_call_on_which_a_healthy_judge_breaks_time_and_again_is_given_up_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row, pool = stored_row(), OnePool(Breaking(well=True))
    monkeypatch.setattr(judges, "pool", lambda: pool)
    for tries in range(1, settling.RETRIES.max_attempts):
        judge_again(row)
        assert (row.status, row.broken_tries) == (JudgedImageStatus.PLANNED, tries)
        assert row.waiting_for == "500 from the judge: out of memory"
    judge_again(row)
    assert row.status == JudgedImageStatus.JUDGED
    for judgement in row.judgements.all():
        assert (judgement.status, judgement.verdicts) == (JudgementStatus.TRANSPORT_FAILURE, [])
        assert judgement.reason == "no reply in 6 attempts; the last: 500 from the judge: out of memory"


def test_a_judge_that_is_away_costs_no_try_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    row, pool = stored_row(), OnePool(Breaking(well=False))
    monkeypatch.setattr(judges, "pool", lambda: pool)
    for _ in range(settling.RETRIES.max_attempts + 2):
        judge_again(row)
    assert (row.status, row.broken_tries, row.judgements.count()) == (JudgedImageStatus.PLANNED, 0, 0)


def test_a_judge_that_fails_on_every_call_costs_no_try_although_its_health_check_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row, pool = stored_row(), OnePool(Breaking(well=True), answers_trials=1)
    monkeypatch.setattr(judges, "pool", lambda: pool)
    for _ in range(settling.RETRIES.max_attempts + 2):
        judge_again(row)
    assert (row.status, row.broken_tries, row.judgements.count()) == (JudgedImageStatus.PLANNED, 0, 0)
    assert row.waiting_for == "500 from the judge"


def test_a_worker_that_ends_gives_its_claim_back_and_counts_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ending(Breaking):
        async def chat(self, body: Sequence[bytes], *, priority: Priority) -> Any:
            ending._ending.set()
            raise JudgeCallGivenUp("this worker ends")

    row, pool = stored_row(), OnePool(Ending(well=True))
    monkeypatch.setattr(judges, "pool", lambda: pool)
    monkeypatch.setattr(ending, "_ending", threading.Event())
    judge_again(row)
    assert (row.status, row.attempt, row.broken_tries) == (JudgedImageStatus.PLANNED, 0, 0)
    assert (row.lease_token, row.lease_expires_at, row.waiting_for) == (None, None, "")
    assert row.queued_at is not None, "it was not offered to other workers"
    assert row.due_at <= timezone.now()
    offered_at = row.queued_at
    judge_again(row)  # its message arrives here once more before the worker has ended
    assert (row.attempt, row.lease_token) == (0, None)
    assert row.queued_at > offered_at


def test_the_wait_doubles_from_attempt_to_attempt_up_to_a_limit_and_heeds_the_judge() -> None:
    waits = [settling.retry_delay_s(None, attempt) for attempt in range(1, 30)]
    assert 5 <= waits[0] <= 10
    assert 10 <= waits[1] <= 20
    assert all(40 <= wait <= 80 for wait in waits[3:])
    assert settling.retry_delay_s(120, 1) == 120


@pytest.mark.parametrize("asked_s", [MAX_RETRY_AFTER_S + 1, 999_999_999, math.inf])
def test_a_judge_that_asks_for_a_wait_of_years_gets_an_hour(asked_s: float) -> None:
    assert settling.retry_delay_s(asked_s, 1) == MAX_RETRY_AFTER_S


def test_owed_calls_of_a_busy_judge_are_due_when_it_asked_for_them_and_within_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for asked_s, due_in_s in ((300.0, 300.0), (999_999_999.0, MAX_RETRY_AFTER_S)):
        row, pool = stored_row(), OnePool(Breaking(well=False, retry_after_s=asked_s))
        monkeypatch.setattr(judges, "pool", lambda pool=pool: pool)
        before = timezone.now()
        judge_again(row)
        assert due_in_s <= (row.due_at - before).total_seconds() <= due_in_s + 30


# --- pictures that our storage does not give --------------------------------------------------------------------------
@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> JudgedImage:
    """A row whose picture is missing from the storage, beside other files, and a judge that is never asked."""
    monkeypatch.setattr(judges, "pool", lambda: OnePool(Breaking(well=True)))
    row = stored_row()
    with transaction.atomic():
        quota.debit(row.submission, row.submission.generator.owner)
    assert row.image.stored is not None
    default_storage.delete(row.image.stored.path)
    store_once("images/zz/other", b"another file")
    return row


def test_a_lost_picture_ends_its_submission_as_our_fault_after_a_few_tries(
    lost: JudgedImage, settings: LazySettings
) -> None:
    for tries in range(1, storage_watch.LOST_FILE.max_attempts):
        judge_again(lost)
        assert (lost.status, lost.unread_tries, lost.lease_token) == (JudgedImageStatus.PLANNED, tries, None)
        assert "our storage has lost the file images/" in lost.waiting_for
        assert reloaded(lost.submission).outcome == Outcome.RUNNING
    assert Alert.objects.get().times == storage_watch.LOST_FILE.max_attempts - 1
    judge_again(lost)
    ended = reloaded(lost.submission)
    assert ended.outcome == Outcome.FAILED
    assert "it is missing. This is a failure on our side and costs no quota." in ended.cause
    assert quota.quota_state(ended.generator.team).left == settings.SALON_QUOTA_SUBMISSIONS
    assert lost.judgements.count() == 0


def test_a_picture_that_was_cut_short_is_noticed_and_one_that_comes_back_is_judged(lost: JudgedImage) -> None:
    assert lost.image.stored is not None
    store_once(lost.image.stored.path, png(1)[:200])
    judge_again(lost)
    assert "its 200 bytes are not those that were stored" in lost.waiting_for
    store_once(lost.image.stored.path, png(1))
    judge_again(lost)
    assert lost.waiting_for == "500 from the judge: out of memory"
    Alert.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert storage_watch.look_again() == 1
    assert not Alert.objects.exists()


def test_a_storage_without_any_file_is_waited_for(lost: JudgedImage) -> None:
    shutil.rmtree(default_storage.path("images"))
    for _ in range(storage_watch.LOST_FILE.max_attempts + 1):
        judge_again(lost)
    assert (lost.unread_tries, reloaded(lost.submission).outcome) == (0, Outcome.RUNNING)
    assert "its disk may not be mounted" in lost.waiting_for


def test_a_stored_picture_that_does_not_decode_ends_its_submission_as_our_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(judges, "pool", lambda: OnePool(Breaking(well=True)))
    row = judging_submission(pictures=1).judgings.select_related("image").get()
    give_picture(row.image, png(1)[:900])
    judging.judge_image(key=row.pk)
    ended = reloaded(row.submission)
    assert ended.outcome == Outcome.FAILED
    assert "cannot be prepared for the judge" in ended.cause
    assert storage_watch.OUR_FAULT in ended.cause
