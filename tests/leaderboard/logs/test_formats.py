"""Lines of the log as text and as JSON: what they belong to, and no secrets."""

from __future__ import annotations

import json
import logging
import resource
import sys
from collections.abc import Iterable

import pytest

from leaderboard.logs import context
from leaderboard.logs.as_json import json_formatter
from leaderboard.logs.as_text import TextFormatter
from leaderboard.logs.scrubbing import HIDDEN, Scrubber

SECRET = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _nothing_bound() -> None:
    """Tasks that earlier tests called directly have left something."""
    context.replace()


def record(message: str, *arguments: object, failed: bool = False) -> logging.LogRecord:
    made = logging.LogRecord(
        "workers.tasks", logging.WARNING, "x.py", 1, message, arguments, sys.exc_info() if failed else None
    )
    context.Context().filter(made)
    return made


def formatters() -> Iterable[logging.Formatter]:
    return TextFormatter([SECRET]), json_formatter([SECRET])


def test_a_text_line_ends_with_what_it_belongs_to() -> None:
    with context.binding(submission=17, stage="judging"):
        line = TextFormatter().format(record("picture %s judged", 5))
    assert line.endswith("WARNING workers.tasks: picture 5 judged [submission=17 stage=judging]")
    assert TextFormatter().format(record("alone")).endswith("workers.tasks: alone")


def test_a_json_line_has_every_part_in_a_field_of_its_own() -> None:
    with context.binding(submission=17, request="abcdefgh"):
        line = json_formatter().format(record("画 %s\njudged", 5))
    assert "\n" not in line
    entry = json.loads(line)
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {
        "level": "warning",
        "logger": "workers.tasks",
        "event": "画 5\njudged",
        "submission": 17,
        "request": "abcdefgh",
    }


def test_what_is_bound_cannot_pose_as_another_field() -> None:
    with context.binding(event="posing", level="debug"):
        assert json.loads(json_formatter().format(record("real")))["event"] == "real"


def test_a_traceback_is_kept_without_the_secrets_in_it() -> None:
    try:
        raise ValueError(f"no connection to postgresql://salon:{SECRET}@db/salon")
    except ValueError:
        lines = [formatter.format(record("it failed", failed=True)) for formatter in formatters()]
    for line in lines:
        assert "ValueError" in line
        assert "Traceback" in line
        assert SECRET not in line
        assert "@db/salon" in line


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Not Found: /shared/Zm9vYmFyMTIzNDU2Nzg5MA/images/5/", "Not Found: /shared/[hidden]/images/5/"),
        ("Authorization: Bearer abcdef123456", f"Authorization: Bearer {HIDDEN}"),
        ("{'authorization': 'Basic dXNlcjpwdw=='}", f"{{'authorization': 'Basic {HIDDEN}'}}"),
        ("headers: bearer eyJhbGciOi.JIUzI1.NiJ9", f"headers: bearer {HIDDEN}"),
        ('{"api_key": "0123456789ab", "n": 1}', f'{{"api_key": "{HIDDEN}", "n": 1}}'),
        ("X-Api-Key=0123456789ab&n=1", f"X-Api-Key={HIDDEN}&n=1"),
        ("the key sk-abcdefghijklmnop1234 is wrong", f"the key {HIDDEN} is wrong"),
        ("redis://:hunter22@cache:6379/0", f"redis://{HIDDEN}@cache:6379/0"),
        ("GET https://e.example/v1?sig=abc&x=1 gave 500", f"GET https://e.example/v1?{HIDDEN} gave 500"),
        (f"it said {SECRET}!", f"it said {HIDDEN}!"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str, scrubbed: str) -> None:
    assert Scrubber([SECRET, "abc"]).scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "submission 17: 3 tokens, token 5, no password",
        "https://e.example/v1/images/generations answered 500",
        "is this right? https://e.example/v1",
        "task-sk-1 began",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert Scrubber([SECRET]).scrub(text) == text


@pytest.mark.parametrize(
    "part", ["a.", "bearer ", "api_key=", "a://", "a:", "https://x/?", "https://x/", "sk-", "authorization:"]
)
def test_scrubbing_takes_linear_time(part: str) -> None:
    text = part * (200_000 // len(part))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    Scrubber([SECRET]).scrub(text)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 2.0


@pytest.mark.parametrize("given", ["abcdefgh", "3f2a-9.b_1", "0" * 64])
def test_a_sane_request_id_is_taken(given: str) -> None:
    assert context.request_id(given) == given


@pytest.mark.parametrize(
    "given", ["", "short", "0" * 65, "a b c d e f", "abcdefgh\n", "<script>alert(1)</script>", "日本語日本語日本語"]
)
def test_any_other_is_replaced(given: str) -> None:
    made = context.request_id(given)
    assert made != given
    assert len(made) == 32
