"""A machine whose clock is off by an hour neither takes work too early nor keeps it from the others."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import DateTimeField, Model
from django.utils import timezone

from leaderboard.models import JudgedImage, clock
from leaderboard.pipeline import sweeper
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.pipeline.submission.trials import begin_trial, claim_trial, record_trial
from leaderboard.pipeline.submission.visibility import make_public
from leaderboard.pipeline.work import leases
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.pipeline.runs import (
    SPEC,
    endpoint_submission,
    fail_call,
    generate,
    judge,
    judging_submission,
    new_generator,
    record_all,
    scored_again,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
Times = dict[str, list[int]]


def shift_clock(monkeypatch: pytest.MonkeyPatch, shift: timedelta) -> None:
    """Put this process's clock off, as Django sees it."""
    right = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: right() + shift)


def stored_times() -> Times:
    """Every time of every row, in minutes from now, by model and column. Dates that only people read are left out."""
    now = clock.read()
    return {
        f"{model.__name__}.{field.name}": sorted(_minutes(model, field.name, now))
        for model in apps.get_app_config("leaderboard").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, DateTimeField) and not field.auto_now_add and model.__name__ != "User"
    }


def _minutes(model: type[Model], name: str, now: datetime) -> list[int]:
    times = model._default_manager.exclude(**{name: None}).values_list(name, flat=True)
    return [round((time - now).total_seconds() / 60) for time in times]


def do_everything() -> Times:
    """Each kind of work once: planned, claimed, put off, recorded, swept. Returns what times are stored then."""
    load_demo_suite()
    load_pixel_profile()
    submit_endpoint(new_generator(), load_demo_suite(), ["en"], SPEC)
    submission = endpoint_submission(pictures=3)
    failing, first, _ = submission.images.order_by("id")
    assert generate(first)
    fail_call(failing)
    fail_call(failing, retry_after_s=600.0)
    _judge()
    trial = begin_trial(new_generator().owner, SPEC, "Two cats")
    claim = claim_trial(trial.pk)
    assert claim is not None
    record_trial(trial.pk, claim[1], error="HTTP 500")
    sweeper.sweep()
    make_public(scored_again(judging_submission(pictures=1)))
    return stored_times()


def _judge() -> None:
    first, second = judging_submission().judgings.order_by("id")
    claim = judging.claim_judging(first.pk)
    assert claim is not None
    assert leases.extend(JudgedImage, [claim.token]) == 1
    assert judging.record_judgements(claim, [], distorted=False, waiting_for="the judge", retry_in_s=300)
    assert judge(second)
    judging.wake_judgings(first.judge_profile)
    again = judging.claim_judging(first.pk)
    assert again is not None
    assert record_all(again)


@pytest.mark.parametrize("shift", [HOUR, -HOUR], ids=["ahead", "behind"])
def test_a_clock_that_is_off_changes_no_time_in_a_row(monkeypatch: pytest.MonkeyPatch, shift: timedelta) -> None:
    before = transaction.savepoint()
    right = do_everything()
    transaction.savepoint_rollback(before)
    shift_clock(monkeypatch, shift)
    assert do_everything() == right
