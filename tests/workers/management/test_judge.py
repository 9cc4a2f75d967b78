"""``manage.py judge``, with the real stand-in and with judges that do not match or do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from leaderboard.embedded.processes import free_port
from leaderboard.models import Judgement, Outcome
from leaderboard.pipeline.submission import visibility
from leaderboard.pipeline.work import transitions
from tests.leaderboard.pipeline.judging.test_rejudging import scored_with_missing
from tests.leaderboard.pipeline.runs import judging_submission, reloaded
from workers.management.judge_actions.common import profile_of


def test_a_judge_that_matches_its_profile_passes(pixel_judge: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("judge", "check", "pixel-baseline", url=pixel_judge)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        f"ok    {name}"
        for name in ("parser", "model", "engine", "image", "model length", "reasoning apart", "constrained output")
    ]


def test_another_model_is_named_with_what_to_do(pixel_judge: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="2 of 3 items differ from the profile q-judger"):
        call_command("judge", "check", "q-judger", url=pixel_judge)
    said = capsys.readouterr().out
    assert "FAIL  model: salon/pixel-baseline; Qwen/Qwen-Image-Bench is expected" in said
    assert "FAIL  engine: vllm 1; 0.32.0 is expected" in said


def test_a_judge_that_is_not_there_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="1 of 2 items"):
        call_command("judge", "check", "q-judger", url=f"http://127.0.0.1:{free_port()}")
    assert "FAIL  calls: no reply from the judge" in capsys.readouterr().out


def test_an_unknown_profile_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CommandError, match="no profile 'nope'; there are pixel-baseline, q-judger"):
        call_command("judge", "check", "nope", url="http://127.0.0.1:1")


def test_serving_starts_the_engine_with_exactly_the_flags_of_the_profile(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("judge", "serve", "q-judger", "--dry-run", "--port", "9000")
    command = capsys.readouterr().out
    assert command.startswith(
        "vllm serve Qwen/Qwen-Image-Bench --revision main --served-model-name Qwen/Qwen-Image-Bench"
    )
    assert "--port 9000" in command
    assert '--limit-mm-per-prompt \'{"image":1,"video":0}\'' in command
    assert command.rstrip().endswith("--structured-outputs-config.disable_any_whitespace true --shutdown-timeout 120")


def test_serving_takes_a_group_of_gpus_for_each_replica(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--tensor-parallel", "2", "--gpus", "0,1,4,5", "--engine-flags=--gpu-memory-utilization=0.85")
    call_command("judge", "serve", "q-judger", "--dry-run", *options)
    first, second = capsys.readouterr().out.splitlines()
    for line, gpus, port in ((first, "0,1", "8000"), (second, "4,5", "8001")):
        assert line.startswith(f"CUDA_VISIBLE_DEVICES={gpus} vllm serve")
        assert f"--port {port} " in line
        assert line.endswith("--tensor-parallel-size 2 --gpu-memory-utilization=0.85")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine-flags=--max-model-len 100"], "belongs to the profile"),
        (["--engine-flags=--port 9"], "use --port"),
        (["--gpus", "0", "--replicas", "2"], "2 x 1 GPUs are needed, and there are 1"),
        (["--announce", "http://"], "is not an address"),
    ],
)
def test_what_a_node_must_not_say_is_refused(options: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("judge", "serve", "q-judger", "--dry-run", *options)


REVISION = "0123456789abcdef0123456789abcdef01234567"


def test_a_pinned_profile_is_a_further_version_for_that_revision(tmp_path: Path, settings: LazySettings) -> None:
    settings.SALON_IMPORTED = tmp_path / "imported"
    call_command("judge", "pin", "q-judger", "--revision", REVISION)
    settings.SALON_SUITE_DIRS = [*settings.SALON_SUITE_DIRS, settings.SALON_IMPORTED]
    profile = profile_of("q-judger")
    assert (profile.version, profile.model.revision, profile.model.is_pinned) == ("3-01234567", REVISION, True)
    call_command("judge", "pin", "q-judger", "--revision", REVISION)  # again, from the shipped one
    assert profile_of("q-judger").version == "3-01234567"


@pytest.mark.parametrize(
    ("key", "revision", "said"), [("q-judger", "main", "is not a commit"), ("nope", REVISION, "no file")]
)
def test_what_cannot_be_pinned_is_said(key: str, revision: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("judge", "pin", key, "--revision", revision)


# --- judging again ----------------------------------------------------------------------------------------------------
def rejudged(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("judge", "rejudge", *options)
    return capsys.readouterr().out


@pytest.mark.django_db
def test_missing_judgements_are_made_again_submission_by_submission(capsys: pytest.CaptureFixture[str]) -> None:
    one, other = scored_with_missing(), scored_with_missing()
    told = rejudged(capsys, "--missing", "--dry-run").splitlines()
    assert told == [f"submission {which.pk}: 2 judgements would be repeated" for which in (one, other)]
    assert reloaded(one).outcome == Outcome.SCORED
    assert rejudged(capsys, "--submission", str(one.pk)) == f"submission {one.pk}: 2 judgements are repeated\n"
    assert (reloaded(one).outcome, reloaded(other).outcome) == (Outcome.RUNNING, Outcome.SCORED)
    assert rejudged(capsys, "--submission", str(one.pk)) == "there is nothing to judge again\n"


@pytest.mark.django_db
def test_what_a_server_gave_in_a_certain_time_is_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    submission = scored_with_missing()
    count = Judgement.objects.count()
    assert rejudged(capsys, "--server", "gpu-2") == "there is nothing to judge again\n"
    assert rejudged(capsys, "--server", "gpu-1", "--since", "2999-01-01") == "there is nothing to judge again\n"
    told = rejudged(capsys, "--server", "gpu-1", "--since", "2020-01-01T00:00")
    assert told == f"submission {submission.pk}: {count} judgements are repeated\n"


@pytest.mark.django_db
def test_a_submission_that_failed_for_lack_of_a_judge_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    submission = judging_submission(pictures=1)
    transitions.fail(submission.pk, "the judge was away for 14 days", our_fault=True)
    told = rejudged(capsys, "--submission", str(submission.pk))
    assert told == f"submission {submission.pk}: 0 judgements are repeated\n"
    assert reloaded(submission).outcome == Outcome.RUNNING


@pytest.mark.django_db
def test_public_submissions_are_named_and_left_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    submission = scored_with_missing()
    visibility.make_public(submission)
    told = rejudged(capsys, "--submission", str(submission.pk))
    assert f"submission {submission.pk} is public" in told
    assert Judgement.objects.filter(status="transport_failure").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "which judgements"),
        (["--submission", "999999"], "there is no submission 999999"),
        (["--since", "yesterday"], "is not a time"),
    ],
)
def test_an_unclear_selection_is_refused(options: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("judge", "rejudge", *options)
