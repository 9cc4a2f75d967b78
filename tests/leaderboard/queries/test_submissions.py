"""Progress: the six stages in every state, real counts, and an estimate only where there is a pace."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from leaderboard.domain.stages import Stage
from leaderboard.models import (
    Board,
    BundleRun,
    EndpointRun,
    GeneratedImage,
    JudgedImage,
    Judgement,
    Kind,
    QuotaEntry,
    Submission,
)
from leaderboard.pipeline.publishing.publish import publish_board
from leaderboard.pipeline.submission.visibility import make_public
from leaderboard.pipeline.work import transitions
from leaderboard.queries.pace import Pace, seconds_left
from leaderboard.queries.submissions import SubmissionProgress, progress
from tests.factories import judge_all, running_submission, scored_submission, stored_image

CALLS_OF_THE_DEMO_SUITE = 113


def states(found: SubmissionProgress) -> str:
    """The six stages by their states' first letters: done, running, waiting, failed."""
    return "".join(stage.state[0] for stage in found.stages)


def with_endpoint(submission: Submission) -> Submission:
    EndpointRun.objects.create(submission=submission, base_url="https://a.example/v1", origin="a", model="m")
    return submission


@pytest.mark.django_db
def test_the_stages_stand_in_their_order_and_the_whole_is_json() -> None:
    found = progress(running_submission())
    assert [stage.stage for stage in found.stages] == [stage.value for stage in Stage]
    assert json.loads(json.dumps(asdict(found)))["images_planned"] == 24


@pytest.mark.django_db
def test_a_bundle_that_waits_for_its_check_knows_what_is_to_come() -> None:
    submission = running_submission(stage=Stage.SUBMISSION, languages=("en", "zh"))
    submission.images.all().delete()
    BundleRun.objects.create(submission=submission, file_name="a.zip", byte_size=1, checked_files=17)
    found = progress(submission)
    assert states(found) == "rwwwww"
    assert (found.files_checked, found.images_planned) == (17, 48)
    assert found.calls_planned == 2 * CALLS_OF_THE_DEMO_SUITE
    assert (found.stages[0].done, found.stages[0].total) == (17, 48)


@pytest.mark.django_db
def test_pictures_are_counted_by_how_they_ended_and_judging_runs_beside_generation() -> None:
    submission = with_endpoint(running_submission(kind=Kind.ENDPOINT))
    assert states(progress(submission)) == "drwwww"
    judge_all(submission)
    keys = list(submission.images.values_list("pk", flat=True))
    JudgedImage.objects.filter(image__in=keys[6:]).delete()
    GeneratedImage.objects.filter(pk__in=keys[6:]).update(status="planned", stored=None)
    GeneratedImage.objects.filter(pk=keys[6]).update(status="failed", cause="refused")
    found = progress(submission)
    assert states(found) == "drrwww"
    assert (found.images_planned, found.images_stored, found.images_failed) == (24, 6, 1)
    assert found.calls_recorded == found.statuses["ok"] == Judgement.objects.count()
    refused = submission.images.get(pk=keys[6]).prompt
    calls_of_refused = len({target["facet"][0] for target in refused.targets})
    assert found.calls_planned == CALLS_OF_THE_DEMO_SUITE - calls_of_refused
    assert found.live


@pytest.mark.django_db
def test_judgements_are_counted_by_status() -> None:
    submission = running_submission(stage=Stage.JUDGING)
    judge_all(submission)
    keys = list(Judgement.objects.values_list("pk", flat=True)[:3])
    Judgement.objects.filter(pk__in=keys[:2]).update(status="truncated", verdicts=[])
    Judgement.objects.filter(pk=keys[2]).update(status="repaired")
    assert progress(submission).statuses == {"ok": CALLS_OF_THE_DEMO_SUITE - 3, "repaired": 1, "truncated": 2}


@pytest.mark.django_db
def test_a_scored_submission_waits_for_its_author_and_then_for_its_boards() -> None:
    submission = scored_submission(languages=("en", "zh"))
    found = progress(submission)
    assert (states(found), found.live, found.seconds_left) == ("ddddww", False, None)
    make_public(submission)
    found = progress(submission)
    assert (states(found), found.live, found.public) == ("ddddrr", True, True)
    for board in Board.objects.all():
        publish_board(board.pk)
    found = progress(submission)
    assert (states(found), found.live) == ("dddddd", False)
    assert (found.stages[-1].done, found.stages[-1].total) == (2, 2)
    # Another submission makes the board due again: this one already stands on it.
    Board.objects.update(publish_requested_at=timezone.now())
    assert states(progress(submission)) == "dddddd"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "expected"),
    [(Stage.SUBMISSION, "fwwwww"), (Stage.GENERATION, "dfwwww"), (Stage.JUDGING, "ddfwww"), (Stage.SCORING, "dddfww")],
)
def test_the_stage_in_which_it_ended_is_the_failed_one(stage: Stage, expected: str) -> None:
    submission = running_submission(stage=stage)
    QuotaEntry.objects.create(user=submission.generator.owner, submission=submission, debited_at=timezone.now())
    ours = stage != Stage.GENERATION
    transitions.fail(submission.pk, "the reason", our_fault=ours)
    found = progress(submission)
    assert (states(found), found.cause, found.live) == (expected, "the reason", False)
    assert found.quota_refunded == ours
    assert (found.waiting_for, found.last_failure, found.paused_s) == ("", "", None)


@pytest.mark.django_db
def test_what_is_waited_for_is_told() -> None:
    submission = with_endpoint(running_submission(kind=Kind.ENDPOINT))
    judge_all(submission)
    now = timezone.now()
    EndpointRun.objects.update(paused_until=now + timedelta(seconds=90))
    JudgedImage.objects.filter(pk=submission.judgings.all()[3].pk).update(status="planned", waiting_for="no judge")
    first, second = submission.images.order_by("id")[:2]
    for image, cause, due in ((first, "newer", 20), (second, "older", 10)):
        GeneratedImage.objects.filter(pk=image.pk).update(
            status="planned", stored=None, cause=cause, due_at=now + timedelta(seconds=due)
        )
    found = progress(submission)
    assert (found.waiting_for, found.last_failure) == ("no judge", "newer")
    assert found.paused_s == pytest.approx(90, abs=5)


@pytest.mark.django_db
def test_the_time_left_comes_from_the_recent_pace() -> None:
    submission = running_submission(stage=Stage.JUDGING)
    assert progress(submission).seconds_left is None
    judge_all(submission)
    judging = submission.judgings.order_by("-id")[0]
    owed = judging.judgements.count()
    judging.judgements.all().delete()
    JudgedImage.objects.filter(pk=judging.pk).update(status="planned")
    Submission.objects.filter(pk=submission.pk).update(stage_since=timezone.now() - timedelta(seconds=60))
    found = progress(submission)
    assert found.seconds_left == pytest.approx(owed * 60 / (CALLS_OF_THE_DEMO_SUITE - owed), rel=0.1)
    Judgement.objects.update(judged_at=timezone.now() - timedelta(hours=1))
    assert progress(submission).seconds_left is None


def test_generation_ends_when_the_slower_of_both_ends() -> None:
    pictures = Pace(left=10, recent=5, span=timedelta(seconds=10))
    calls = Pace(left=100, recent=10, span=timedelta(seconds=10))
    none = Pace(left=100, recent=1, span=timedelta(seconds=10))
    assert (pictures.seconds_left, calls.seconds_left) == (20.0, 100.0)
    assert seconds_left(Stage.GENERATION, pictures, calls) == 100.0
    assert seconds_left(Stage.JUDGING, pictures, calls) == 100.0
    assert seconds_left(Stage.GENERATION, pictures, none) is None
    assert seconds_left(Stage.SCORING, pictures, calls) is None
    assert Pace(left=0, recent=0, span=timedelta()).seconds_left == 0.0


@pytest.mark.django_db
def test_the_number_of_queries_does_not_depend_on_the_size(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for languages, stored in ((("en",), 1), (("en", "zh"), 3)):
        submission = with_endpoint(running_submission(kind=Kind.ENDPOINT, languages=languages))
        for number, image in enumerate(submission.images.all()[:stored]):
            GeneratedImage.objects.filter(pk=image.pk).update(status="stored", stored=stored_image(str(number)))
        with django_assert_num_queries(9):
            progress(submission)
