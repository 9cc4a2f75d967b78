"""From stage to stage: nobody is left behind, keys and zips do not outlive the run, and every end has a cause."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage

from leaderboard.domain.stages import Stage
from leaderboard.models import EndpointRun, ImageStatus, Outcome, Submission
from leaderboard.pipeline import sweeper
from leaderboard.pipeline.generation import pictures
from leaderboard.pipeline.judging import judging
from leaderboard.pipeline.submission import keys
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.pipeline.work import quota, transitions
from tests.factories import load_demo_suite, load_pixel_profile
from tests.leaderboard.pipeline.runs import (
    SECRET,
    SPEC,
    demo_pictures,
    endpoint_submission,
    fail_call,
    generate,
    judging_submission,
    new_generator,
    new_stored_image,
    pass_time,
    record_all,
    reloaded,
    upload_bundle,
)
from tests.leaderboard.pipeline.threads import overlapping, together

RealCommits = pytest.mark.django_db(transaction=True)


def sealed_key(submission: Submission) -> bytes | None:
    sealed = EndpointRun.objects.get(submission=submission).sealed_key
    return None if sealed is None else bytes(sealed)


# --- moving on --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_submission_moves_only_from_where_the_caller_believes_it_to_be() -> None:
    submission = endpoint_submission(pictures=1)
    assert not transitions.enter_stage(submission.pk, frm=Stage.JUDGING, to=Stage.SCORING)
    assert transitions.enter_stage(submission.pk, frm=Stage.GENERATION, to=Stage.JUDGING)
    assert not transitions.enter_stage(submission.pk, frm=Stage.GENERATION, to=Stage.JUDGING)
    moved = reloaded(submission)
    assert moved.stage == Stage.JUDGING
    assert moved.deadline_at is not None
    assert moved.deadline_at > moved.stage_since


@pytest.mark.django_db
def test_nothing_moves_while_something_is_owed() -> None:
    submission = endpoint_submission(pictures=2)
    transitions.advance(submission.pk)
    assert reloaded(submission).stage == Stage.GENERATION
    waiting = judging_submission(pictures=2)
    transitions.advance(waiting.pk)
    assert reloaded(waiting).stage == Stage.JUDGING


@RealCommits
def test_the_last_picture_and_the_last_judgement_move_the_submission_on() -> None:
    submission = endpoint_submission(pictures=2)
    for image in submission.images.all():
        assert reloaded(submission).stage == Stage.GENERATION
        generate(image)
    assert reloaded(submission).stage == Stage.JUDGING
    for row in submission.judgings.all():
        assert reloaded(submission).stage == Stage.JUDGING
        claim = judging.claim_judging(row.pk)
        assert claim is not None
        record_all(claim)
    scoring = reloaded(submission)
    assert (scoring.stage, scoring.attempt, scoring.lease_token) == (Stage.SCORING, 0, None)
    assert scoring.queued_at is not None


@RealCommits
def test_the_last_two_pictures_at_the_same_time_always_move_the_submission_on() -> None:
    for _ in range(4):
        submission = endpoint_submission(pictures=2)
        claims = [pictures.claim_image(image.pk) for image in submission.images.all()]
        records: list[Callable[[], object]] = [
            partial(pictures.record_image, *claim, new_stored_image()) for claim in claims if claim
        ]
        together(records)
        assert reloaded(submission).stage == Stage.JUDGING


@RealCommits
def test_the_last_two_judgements_at_the_same_time_always_move_the_submission_on() -> None:
    for _ in range(4):
        submission = judging_submission(pictures=2)
        claims = [judging.claim_judging(row.pk) for row in submission.judgings.all()]
        together([partial(record_all, claim) for claim in claims if claim])
        assert reloaded(submission).stage == Stage.SCORING


@RealCommits
def test_a_record_that_is_not_committed_yet_is_waited_for_by_the_one_that_commits_last() -> None:
    submission = judging_submission(pictures=2)
    first, second = (judging.claim_judging(row.pk) for row in submission.judgings.all())
    assert first is not None
    assert second is not None
    overlapping(partial(record_all, first), partial(record_all, second))
    assert reloaded(submission).stage == Stage.SCORING


# --- how it ends ------------------------------------------------------------------------------------------------------
@RealCommits
def test_when_no_picture_could_be_generated_the_submission_fails_with_the_first_cause() -> None:
    submission = endpoint_submission(pictures=2)
    for number, image in enumerate(submission.images.order_by("id")):
        fail_call(image, f"400: refused, number {number}", retry=False)
    ended = reloaded(submission)
    assert (ended.stage, ended.outcome) == (Stage.GENERATION, Outcome.FAILED)
    assert ended.cause == "No picture could be generated. The first one failed with: 400: refused, number 0"
    assert sealed_key(submission) is None


@RealCommits
def test_one_picture_of_many_is_enough_to_go_on() -> None:
    submission = endpoint_submission(pictures=2)
    first, second = submission.images.order_by("id")
    generate(first)
    fail_call(second, "400: refused", retry=False)
    assert (reloaded(submission).stage, reloaded(submission).outcome) == (Stage.JUDGING, Outcome.RUNNING)


@pytest.mark.django_db
def test_an_end_is_final() -> None:
    submission = endpoint_submission(pictures=2)
    assert transitions.fail(submission.pk, "first cause")
    before = Submission.objects.filter(pk=submission.pk).values().get()
    assert not transitions.fail(submission.pk, "second cause", our_fault=True)
    assert not transitions.reject(submission.pk, "third cause")
    assert not transitions.enter_stage(submission.pk, frm=Stage.GENERATION, to=Stage.JUDGING)
    transitions.advance(submission.pk)
    assert Submission.objects.filter(pk=submission.pk).values().get() == before
    assert submission.images.filter(status=ImageStatus.FAILED, cause="not tried: first cause").count() == 2


# --- the endpoint's key -----------------------------------------------------------------------------------------------
def submitted_with_a_key() -> Submission:
    load_pixel_profile()
    submission = submit_endpoint(new_generator(), load_demo_suite(), ["en"], SPEC)
    kept = list(submission.images.values_list("pk", flat=True)[:2])
    submission.images.exclude(pk__in=kept).delete()
    return submission


def all_pictures_come(submission: Submission, settings: LazySettings) -> None:
    for image in submission.images.all():
        generate(image)


def all_pictures_fail(submission: Submission, settings: LazySettings) -> None:
    for image in submission.images.all():
        fail_call(image, retry=False)


def the_breaker_trips(submission: Submission, settings: LazySettings) -> None:
    settings.SALON_ENDPOINT_FAILURES_IN_A_ROW = 1
    fail_call(submission.images.all()[0])


def the_deadline_passes(submission: Submission, settings: LazySettings) -> None:
    pass_time(submission, transitions.TIME_ALLOWED[Stage.GENERATION].total_seconds() + 1)
    sweeper.sweep()


def it_is_ended_for_our_fault(submission: Submission, settings: LazySettings) -> None:
    transitions.fail(submission.pk, "our fault", our_fault=True)


@RealCommits
@pytest.mark.parametrize(
    "end", [all_pictures_come, all_pictures_fail, the_breaker_trips, the_deadline_passes, it_is_ended_for_our_fault]
)
def test_the_key_is_encrypted_while_it_is_needed_and_gone_however_the_calls_end(
    end: Callable[[Submission, LazySettings], None], settings: LazySettings
) -> None:
    submission = submitted_with_a_key()
    sealed = sealed_key(submission)
    assert sealed is not None
    assert SECRET.encode() not in sealed
    assert keys.open_key(sealed) == SECRET
    end(submission, settings)
    assert sealed_key(submission) is None
    stage, outcome = reloaded(submission).stage, reloaded(submission).outcome
    assert (stage, outcome) in {(Stage.JUDGING, Outcome.RUNNING), (Stage.GENERATION, Outcome.FAILED)}


# --- the bundle's zip -------------------------------------------------------------------------------------------------
@RealCommits
@pytest.mark.parametrize("our_fault", [True, False])
def test_the_zip_of_a_bundle_that_is_never_checked_is_deleted_with_the_end(our_fault: bool) -> None:
    submission = upload_bundle(demo_pictures())
    path = submission.bundle.file.name
    assert path is not None
    assert default_storage.exists(path)
    transitions.fail(submission.pk, "not checked in time", our_fault=our_fault)
    assert not default_storage.exists(path)
    submission.bundle.refresh_from_db()
    assert not submission.bundle.file
    left = quota.quota_state(submission.generator.team).left
    assert (left == 10) == our_fault
