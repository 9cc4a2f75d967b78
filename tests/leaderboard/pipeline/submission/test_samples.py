"""Several pictures per prompt: all of them are planned, counted, checked and carried along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leaderboard.domain.submission.bundle import Slot, slots
from leaderboard.domain.suite.practice import RULE
from leaderboard.models import Generator, JudgeProfile, Kind, Outcome, Prompt, Submission
from leaderboard.models.work import SEVERAL_SAMPLES
from leaderboard.pipeline.admission.waiting import judge_calls
from leaderboard.pipeline.loading import suites
from leaderboard.pipeline.submission import intake, newer_judge
from leaderboard.pipeline.submission.refusal import SubmissionRefused
from leaderboard.pipeline.submission.submit import submit_endpoint
from leaderboard.queries.submissions import progress
from tests.factories import judge_all, load_demo_suite, load_pixel_profile, running_submission
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.runs import SPEC, demo_pictures, new_generator, reloaded, upload_bundle

pytestmark = pytest.mark.django_db


def submit(pictures_per_prompt: int, generator: Generator | None = None, *, practice: bool = False) -> Submission:
    load_pixel_profile()
    return submit_endpoint(
        generator or new_generator(),
        load_demo_suite(),
        ["en", "zh"],
        SPEC,
        practice=practice,
        pictures_per_prompt=pictures_per_prompt,
    )


def keys() -> list[str]:
    return list(Prompt.objects.filter(suite=load_demo_suite()).order_by("position").values_list("key", flat=True))


def planned(submission: Submission) -> list[Slot]:
    return [image.slot for image in submission.images.select_related("prompt").order_by("id")]


def checked(submission: Submission) -> Submission:
    claim = intake.claim_check(submission.pk)
    assert claim is not None
    assert intake.take_in(*claim)
    return reloaded(submission)


@pytest.mark.parametrize("practice", [False, True])
def test_all_pictures_are_planned_and_count_as_work(practice: bool) -> None:
    one, three = reloaded(submit(1, practice=practice)), reloaded(submit(3, practice=practice))
    assert planned(three) == slots([prompt.key for prompt in three.prompts()], ["en", "zh"], 3)
    calls = 6 * judge_calls(three.suite, three.judge_profile, RULE if practice else None)
    assert (three.judge_calls, one.judge_calls) == (calls, calls // 3)
    assert [(row.share_end or 0) - (row.share_start or 0) for row in (three, one)] == [
        calls * (4 if practice else 1),
        calls // 3 * (4 if practice else 1),
    ]
    assert (progress(three).images_planned, progress(three).calls_planned) == (len(planned(three)), calls)


def test_earlier_workers_leave_such_submissions_alone() -> None:
    assert [reloaded(submit(count)).needs for count in (1, 2)] == [0, SEVERAL_SAMPLES]
    files = pictures(2)
    assert upload_bundle(files, pictures_per_prompt=2).needs == SEVERAL_SAMPLES
    assert checked(upload_bundle(files, pictures_per_prompt=2)).needs == SEVERAL_SAMPLES


def test_parameters_that_fix_the_seed_would_make_equal_pictures() -> None:
    load_pixel_profile()
    fixed = replace(SPEC, extra={"seed": 42})
    with pytest.raises(SubmissionRefused, match=r'set the seed 42, .* write "seed": "{seed}" for a seed of each'):
        submit_endpoint(new_generator(), load_demo_suite(), ["en"], fixed, pictures_per_prompt=2)
    assert submit_endpoint(new_generator(), load_demo_suite(), ["en"], fixed).pictures_per_prompt == 1
    each = replace(SPEC, extra={"seed": "{seed}"})
    assert submit_endpoint(new_generator(), load_demo_suite(), ["en"], each, pictures_per_prompt=2).needs == 3


def pictures(count: int) -> dict[str, bytes]:
    return {slot.file_name: png(number) for number, slot in enumerate(slots(keys(), ["en"], count))}


def test_a_bundle_has_all_pictures_of_every_prompt() -> None:
    files = pictures(2)
    waiting = upload_bundle(files, pictures_per_prompt=2)
    assert progress(waiting).images_planned == 48
    taken = checked(waiting)
    assert taken.outcome == Outcome.RUNNING
    assert (taken.bundle.report or {})["pictures"] == 48
    assert planned(taken) == slots(keys(), ["en"], 2)
    assert len(set(taken.images.values_list("stored", flat=True))) == 48
    assert taken.judgings.count() == 48


def test_a_bundle_that_lacks_a_picture_or_has_one_too_many_names_it() -> None:
    files = pictures(2)
    first, second = list(files)[:2]
    del files[second]
    lacking = checked(upload_bundle(files, pictures_per_prompt=2))
    (fault,) = (lacking.bundle.report or {})["faults"]
    assert (fault["kind"], fault["sample"]) == ("missing", 2)
    assert fault["message"] == f"no picture for prompt {first.split('.')[0]} (en, sample 2); add {second}"
    surplus = checked(upload_bundle(demo_pictures() | {second: png(99)}))
    assert surplus.outcome == Outcome.REJECTED
    (fault,) = (surplus.bundle.report or {})["faults"]
    assert (fault["kind"], fault["file"]) == ("surplus", second)
    assert "the submission declares 1; declare 2 pictures per prompt" in fault["message"]


def test_equal_pictures_of_one_prompt_are_a_warning() -> None:
    files = pictures(2)
    first, second = list(files)[:2]
    report = checked(upload_bundle(files | {second: files[first]}, pictures_per_prompt=2)).bundle.report or {}
    assert [(warning["kind"], warning["file"]) for warning in report["warnings"]] == [("same_picture", second)]


def test_judging_again_takes_all_pictures() -> None:
    source = running_submission(kind=Kind.BUNDLE, pictures_per_prompt=2)
    judge_all(source)
    source.images.update(seed=7)
    Submission.objects.filter(pk=source.pk).update(outcome=Outcome.SCORED, ended_at=source.created_at)
    newer = suites.site_profile()
    assert newer is not None
    JudgeProfile.objects.create(
        key=newer.key, version="2", comparable=newer.comparable, sha256="2" * 64, files=newer.files
    )
    would = newer_judge.foresee(reloaded(source))
    again = newer_judge.rejudge(reloaded(source), source.generator.owner)
    assert (would.pictures, again.pictures_per_prompt, again.needs) == (48, 2, SEVERAL_SAMPLES)
    assert planned(again) == planned(source)
    assert again.judge_calls == would.calls
    assert set(again.images.values_list("seed", flat=True)) == {7}
