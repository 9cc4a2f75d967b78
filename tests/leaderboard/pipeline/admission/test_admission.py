"""Admission on a real database: who waits, who begins, and that two who admit at once admit nobody twice."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    Admission,
    BundleRun,
    Generator,
    JudgedImage,
    Judgement,
    JudgeServer,
    Kind,
    Outcome,
    Submission,
)
from leaderboard.models.clock import Now
from leaderboard.pipeline.administration.audit import Actor
from leaderboard.pipeline.administration.submissions import try_now
from leaderboard.pipeline.admission import admitting, measuring
from leaderboard.pipeline.admission.forecast import turn_of
from leaderboard.pipeline.admission.state import WAITING
from leaderboard.pipeline.admission.waiting import wait_for_admission
from leaderboard.pipeline.submission import intake
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.pipeline.sweeper import sweep
from leaderboard.pipeline.work import quota, transitions
from tests.factories import GeneratorFactory, load_demo_suite, load_pixel_profile, running_submission
from tests.leaderboard.pipeline.runs import SPEC, demo_pictures, judge, reloaded, upload_bundle
from tests.leaderboard.pipeline.threads import overlapping, together

pytestmark = pytest.mark.django_db

DEMO_CALLS = 113
"""Of the demo suite in one language."""


@pytest.fixture(autouse=True)
def little_room(settings: LazySettings) -> None:
    """Room for one submission at a time: 2,500 calls an hour, for half a minute."""
    settings.SALON_ADMISSION_AHEAD_S = 30
    settings.SALON_QUOTA_SUBMISSIONS = 1000


def submit(generator: Generator | None = None) -> Submission:
    load_pixel_profile()
    return submit_endpoint(generator or GeneratorFactory.create(), load_demo_suite(), ["en"], SPEC)


def waiting() -> list[int]:
    return list(Submission.objects.filter(WAITING).order_by("share_end", "pk").values_list("pk", flat=True))


def end(submission: Submission) -> None:
    transitions.fail(submission.pk, "the test is over")


# --- waiting and beginning --------------------------------------------------------------------------------------------
def test_a_submission_to_an_idle_site_begins_at_once_and_its_deadline_counts_from_then() -> None:
    submission = submit()
    assert (submission.stage, submission.is_waiting) == (Stage.GENERATION, False)
    row = reloaded(submission)
    assert row.judge_calls == DEMO_CALLS
    assert row.admitted_at is not None
    assert row.deadline_at is not None
    assert row.deadline_at - row.admitted_at == transitions.TIME_ALLOWED[Stage.GENERATION]


def test_the_next_one_waits_with_a_deadline_of_its_own_and_begins_when_there_is_room() -> None:
    first, second = submit(), submit()
    row = reloaded(second)
    assert (row.stage, row.is_waiting, row.admitted_at) == (Stage.SUBMISSION, True, None)
    assert row.deadline_at is not None
    assert row.deadline_at > timezone.now() + timedelta(days=80)
    assert not sweep()["admitted"]
    assert not second.images.filter(queued_at__isnull=False).exists(), "its endpoint is not called"
    end(first)
    assert sweep()["admitted"] == 1
    row = reloaded(second)
    assert row.stage == Stage.GENERATION
    assert row.deadline_at is not None
    assert row.deadline_at < timezone.now() + timedelta(days=3)
    assert row.waiting_since is not None


@pytest.mark.django_db(transaction=True)
def test_one_that_ends_has_the_next_admitted_without_a_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, list[int | str]]] = []
    monkeypatch.setattr("leaderboard.pipeline.work.queue._send", lambda task, ids: sent.append((task, ids)))
    first, second = submit(), submit()
    end(first)
    assert ("admission.admit", [first.judge_profile_id]) in sent
    assert admitting.admit(first.judge_profile_id) == 1
    assert second.images.filter(queued_at__isnull=False).exists(), "its endpoint is called"
    assert admitting.admit(first.judge_profile_id) == 0


@pytest.mark.django_db(transaction=True)
def test_a_bundle_is_checked_first_and_judged_once_it_is_admitted() -> None:
    first = submit()
    bundle = upload_bundle(demo_pictures())
    claim = intake.claim_check(bundle.pk)
    assert claim is not None
    assert intake.take_in(*claim)
    row = reloaded(bundle)
    assert (row.is_waiting, row.stage) == (True, Stage.SUBMISSION)
    assert not bundle.judgings.filter(queued_at__isnull=False).exists()
    assert intake.claim_check(bundle.pk) is None, "its zip is gone"
    sweep()
    assert reloaded(bundle).is_waiting
    assert BundleRun.objects.get(submission=bundle).file == ""
    end(first)
    sweep()
    assert reloaded(bundle).stage == Stage.JUDGING
    assert bundle.judgings.filter(queued_at__isnull=False).count() == 24


def test_room_comes_from_single_judgements_too() -> None:
    first, second = running_bundle(), submit()
    sweep()
    assert reloaded(second).is_waiting
    for row in first.judgings.order_by("pk")[:20]:
        judge(row)
    sweep()
    assert reloaded(second).stage == Stage.GENERATION


def running_bundle() -> Submission:
    """An admitted bundle whose pictures wait for the judge."""
    bundle = upload_bundle(demo_pictures())
    claim = intake.claim_check(bundle.pk)
    assert claim is not None
    assert intake.take_in(*claim)
    transitions.advance(bundle.pk)
    assert reloaded(bundle).stage == Stage.JUDGING
    return bundle


def test_more_judges_make_more_room_and_a_measured_pace_counts(settings: LazySettings) -> None:
    first, second, third = submit(), submit(), submit()
    for number in range(6):
        JudgeServer.objects.create(name=f"http://judge-{number}", judge_profile=first.judge_profile)
    sweep()
    assert waiting() == [third.pk]
    assert not reloaded(second).is_waiting
    Admission.objects.update(calls_an_hour=100_000)
    sweep()
    assert waiting() == []


def test_a_stalled_endpoint_makes_room_for_others() -> None:
    stalled, next_one = submit(), submit()
    Submission.objects.filter(pk=stalled.pk).update(stage_since=Now() - timedelta(minutes=2))
    sweep()
    assert reloaded(next_one).stage == Stage.GENERATION
    assert reloaded(stalled).outcome == Outcome.RUNNING


# --- the order --------------------------------------------------------------------------------------------------------
def test_authors_take_turns_and_each_ones_submissions_stand_in_their_order() -> None:
    many, one = GeneratorFactory.create(), GeneratorFactory.create()
    of_many = [submit(many).pk for _ in range(4)]
    single = submit(one).pk
    assert waiting() == [single, *of_many[1:]]
    late = submit(one).pk
    assert waiting() == [single, of_many[1], late, *of_many[2:]][: len(waiting())]


def test_when_one_that_waits_ends_its_authors_later_ones_move_up() -> None:
    many, one = GeneratorFactory.create(), GeneratorFactory.create()
    _, second, third = (submit(many) for _ in range(3))
    of_other = [submit(one).pk for _ in range(3)]
    assert waiting() == [of_other[0], second.pk, of_other[1], third.pk, of_other[2]]
    end(second)
    sweep()
    assert waiting() == [of_other[0], third.pk, of_other[1], of_other[2]]
    assert reloaded(third).share_start == reloaded(second).share_start


def test_other_judge_profiles_have_an_order_and_room_of_their_own() -> None:
    first, second = submit(), submit()
    other = load_pixel_profile()
    other.pk, other.key, other.sha256 = None, "another", "0" * 64
    other.save()
    third = running_submission(stage=Stage.SUBMISSION, kind=Kind.BUNDLE)
    Submission.objects.filter(pk=third.pk).update(judge_profile=other)
    wait_for_admission(reloaded(third))
    assert reloaded(second).is_waiting
    assert reloaded(third).stage == Stage.GENERATION
    assert reloaded(first).stage == Stage.GENERATION


def test_a_submission_that_waited_for_too_long_ends_with_a_cause_and_costs_nothing(settings: LazySettings) -> None:
    submit()
    late = submit()
    Submission.objects.filter(pk=late.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    sweep()
    ended = reloaded(late)
    assert ended.outcome == Outcome.FAILED
    assert ended.cause.startswith("It waited for its turn for 90 days. This is a failure on our side")
    assert quota.quota_state(late.generator.team).left == settings.SALON_QUOTA_SUBMISSIONS


def test_rows_of_the_previous_release_go_on_and_are_judged_first() -> None:
    older = running_submission(kind=Kind.ENDPOINT)
    assert not older.is_waiting
    newer = submit()
    assert reloaded(newer).is_waiting, "the older one's work is counted"
    assert reloaded(older).stage == Stage.GENERATION


def test_an_operator_can_have_one_admitted_before_all_others() -> None:
    many = GeneratorFactory.create()
    first, second, third = submit(many), submit(many), submit(many)
    done = try_now(reloaded(third), actor=Actor("anna@example.org", None), reason="for the conference")
    assert done == "it is admitted and judged before all others"
    assert reloaded(third).stage == Stage.GENERATION
    assert reloaded(second).is_waiting
    turns = [turn_of(reloaded(submission)) for submission in (third, first, second)]
    assert [turn.submissions_before for turn in turns if turn] == [0, 1, 2]


# --- races ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_that_admit_at_the_same_time_admit_one() -> None:
    first = submit()
    for _ in range(4):
        submit()
    end(first)
    assert sorted(together([lambda: admitting.admit(first.judge_profile_id)] * 4)) == [0, 0, 0, 1]
    assert len(waiting()) == 3


@pytest.mark.django_db(transaction=True)
def test_authors_who_submit_at_the_same_time_get_shares_that_do_not_exceed_the_room() -> None:
    generators = [GeneratorFactory.create() for _ in range(6)]
    load_pixel_profile()
    load_demo_suite()
    made = together([partial(submit, generator) for generator in generators])
    assert len(waiting()) == 5
    assert len({reloaded(submission).share_end for submission in made}) == 1, "each has the first share of its author"


@pytest.mark.django_db(transaction=True)
def test_one_that_ends_while_it_is_admitted_is_left_alone() -> None:
    first, second, third = submit(), submit(), submit()
    end(first)
    _, admitted = overlapping(lambda: end(second), lambda: admitting.admit(first.judge_profile_id))
    assert admitted == 1
    assert reloaded(second).outcome == Outcome.FAILED
    assert reloaded(third).stage == Stage.GENERATION


# --- cost -------------------------------------------------------------------------------------------------------------
def test_a_sweep_takes_as_many_statements_with_five_hundred_waiting_as_with_two() -> None:
    first = submit()
    submit()

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            sweep()
        return len(captured)

    sweep()  # measures the pace, which is done four times a minute
    few = statements()
    generators = [GeneratorFactory.create() for _ in range(50)]
    template = reloaded(first)
    Submission.objects.bulk_create(
        Submission(
            generator=generators[number % 50],
            suite=template.suite,
            judge_profile=template.judge_profile,
            kind=Kind.ENDPOINT,
            languages=["en"],
            deadline_at=timezone.now() + timedelta(days=90),
            due_at=timezone.now() + timedelta(days=90),
            waiting_since=timezone.now(),
            judge_calls=DEMO_CALLS,
            share_start=DEMO_CALLS * (number // 50),
            share_end=DEMO_CALLS * (number // 50 + 1),
        )
        for number in range(500)
    )
    assert statements() == few
    assert len(waiting()) == 501


# --- the pace ---------------------------------------------------------------------------------------------------------
def test_the_pace_is_measured_from_the_judgements_of_the_last_minutes() -> None:
    bundle, second = running_bundle(), submit()
    for row in JudgedImage.objects.filter(submission=bundle):
        judge(row)
    measuring.measure(bundle.judge_profile_id)
    pace = Admission.objects.get().calls_an_hour
    assert pace == DEMO_CALLS * 60, "in their first minute"
    Judgement.objects.update(judged_at=Now() - timedelta(minutes=6))
    measuring.measure(bundle.judge_profile_id)
    assert Admission.objects.get().calls_an_hour == pace, "nobody has waited for so long: it is a lower bound"
    Submission.objects.filter(pk=second.pk).update(waiting_since=Now() - timedelta(minutes=7))
    measuring.measure(bundle.judge_profile_id)
    assert Admission.objects.get().calls_an_hour == pytest.approx((pace + DEMO_CALLS * 10) / 2, rel=0.01)
    assert measuring.unmeasured() == []
