"""``manage.py gate``: its exit codes, which a build server acts on, and what it prints."""

from __future__ import annotations

import json

import pytest

from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.management.commands.gate import Command
from leaderboard.pipeline.gate import submissions
from tests.factories import scored_submission

pytestmark = pytest.mark.django_db


def ends_with(*arguments: object) -> int | str | None:
    """The exit code of the command as a process; once per test, because it closes the database's connection."""
    with pytest.raises(SystemExit) as end:
        Command().run_from_argv(["manage.py", "gate", "--skip-checks", *map(str, arguments)])
    return end.value.code


@pytest.fixture
def numbers() -> tuple[int, int]:
    """An excellent submission, and one that only passes."""
    return scored_submission(2).pk, scored_submission(1).pk


@pytest.mark.parametrize(
    ("baseline", "candidate", "margin", "code", "verdict"),
    [(1, 2, 1.0, 0, "better"), (2, 1, 1.0, 1, "worse"), (1, 1, 2.0, 0, "equivalent"), (1, 1, 0.5, 2, "undecided")],
)
def test_the_exit_code_is_the_verdicts(
    baseline: Verdict, candidate: Verdict, margin: float, code: int, verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = scored_submission(baseline), scored_submission(candidate)
    assert ends_with(first.pk, second.pk, "--margin", f"overall={margin}") == code
    assert capsys.readouterr().out.splitlines()[-1].split()[0] == verdict


def test_json_holds_what_was_compared(numbers: tuple[int, int], capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with(*numbers, "--json", "--margin", "overall=1", "--margin", "quality=2", "--alpha", "0.1") == 1
    printed = json.loads(capsys.readouterr().out)
    assert (printed["baseline"], printed["candidate"], printed["language"]) == (*numbers, "en")
    assert (printed["verdict"], printed["exit_code"], printed["alpha"]) == ("worse", 1, 0.1)
    assert [(level["level"], level["margin"]) for level in printed["levels"]] == [("overall", 1.0), ("quality", 2.0)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["one", "two"], "invalid int value"),
        ([1], "two submissions are expected: baseline and candidate"),
        ([10**6, 10**6 + 1], "there is no submission 1000000"),
        ([1, 2, "--margin", "overall"], "the margin is 'overall'; LEVEL=POINTS is expected"),
        ([1, 2, "--margin", "overall=1", "--margin", "overall=2"], "margins name overall more than once"),
        (["--plan"], "--plan needs the numbers of two submissions, or --sd"),
        (["--plan", "--sd", "12", "--power", "1"], "the power is 1.0"),
    ],
)
def test_wrong_arguments_end_with_3(
    arguments: list[object], message: str, capsys: pytest.CaptureFixture[str], numbers: tuple[int, int]
) -> None:
    in_database = [dict(zip((1, 2), numbers, strict=True)).get(argument, argument) for argument in arguments]  # type: ignore[call-overload] # looks up any argument
    assert ends_with(*in_database) == 3
    assert message in capsys.readouterr().err


def test_a_crash_is_not_taken_for_a_verdict(
    numbers: tuple[int, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*args: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(submissions, "score_array", broken)
    assert ends_with(*numbers) == 3
    assert "the database is away" in capsys.readouterr().err


def test_a_plan_needs_no_submission(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with("--plan", "--sd", 12) == 0
    assert "2                285" in capsys.readouterr().out


def test_a_plan_with_two_submissions_has_their_spread_and_prompts(
    numbers: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends_with(*numbers, "--plan", "--json") == 0
    planned = json.loads(capsys.readouterr().out)
    assert (planned["sd"], planned["prompts"], planned["levels"]) == (0.0, 24, 1)
