"""``manage.py judge``, with the real stand-in and with judges that do not match or do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from leaderboard.embedded.processes import free_port
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
    assert command.rstrip().endswith("--structured-outputs-config.disable_any_whitespace true")


def test_a_stand_in_is_not_served_by_vllm() -> None:
    with pytest.raises(CommandError, match="salon-standin, not by vllm"):
        call_command("judge", "serve", "pixel-baseline", "--dry-run")


REVISION = "0123456789abcdef0123456789abcdef01234567"


def test_a_pinned_profile_is_a_further_version_for_that_revision(tmp_path: Path, settings: LazySettings) -> None:
    settings.SALON_IMPORTED = tmp_path / "imported"
    call_command("judge", "pin", "q-judger", "--revision", REVISION)
    settings.SALON_SUITE_DIRS = [*settings.SALON_SUITE_DIRS, settings.SALON_IMPORTED]
    profile = profile_of("q-judger")
    assert (profile.version, profile.model.revision, profile.model.is_pinned) == ("2-01234567", REVISION, True)
    call_command("judge", "pin", "q-judger", "--revision", REVISION)  # again, from the shipped one
    assert profile_of("q-judger").version == "2-01234567"


@pytest.mark.parametrize(
    ("key", "revision", "said"), [("q-judger", "main", "is no commit"), ("nope", REVISION, "no file")]
)
def test_what_cannot_be_pinned_is_said(key: str, revision: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("judge", "pin", key, "--revision", revision)
