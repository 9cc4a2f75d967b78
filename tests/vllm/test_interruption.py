"""A site that judges with the real engine, which is killed in the middle of a submission."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from leaderboard.demo.visitor import Account, Visitor, wait_for
from leaderboard.embedded.processes import free_port
from leaderboard.embedded.stack import Stack, running_stack
from tests.leaderboard.domain import shipped
from tests.vllm.serving import Engine, tiny_profile_text

# The dimensions with short checklists: a reply of theirs is at most 337 tokens long, of which each is a byte here.
DIMENSIONS = ("Quality", "Aesthetics", "Real-world Fidelity")
PICTURES = 12
CALLS = PICTURES * len(DIMENSIONS)
SUITE_TOML = """\
key = "boats"
version = "1"
title = "Boats"
description = "Short prompts, each for the same three dimensions."
licence = "CC0-1.0"
languages = ["en"]
"""


@pytest.fixture
def site(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """The whole site, with its own local state, suite and judge profile; the engine is its judge.

    At most four pictures are judged at a time, so that some are done while others have not begun.
    """
    write_suite(tmp_path / "boats-v1")
    profile = tiny_profile_text(max_tokens=400, thinking_token_budget=32).replace('"q-judger"', '"tiny-judge"', 1)
    (tmp_path / "judges").mkdir()
    (tmp_path / "judges" / "tiny-judge.toml").write_text(profile, encoding="utf-8")
    monkeypatch.setenv("JUDGE_URL", engine.url)
    ours = {"SUITE_DIRS": str(tmp_path), "JUDGE_PROFILE": "tiny-judge", "JUDGING_WINDOW": "4"}
    # Random weights give every picture the same verdicts, which is what a collapsed judge does.
    ours["JUDGE_COLLAPSE_WATCH"] = "0"
    with tempfile.TemporaryDirectory(prefix="salon-stack-") as home:
        monkeypatch.setenv("SALON_HOME", str(Path(home) / "salon"))
        with running_stack(port=free_port(), extra_environment=ours) as running:
            yield running


def write_suite(folder: Path) -> None:
    targets = [{"facet": shipped.rubric().checklist(dimension)[0].path} for dimension in DIMENSIONS]
    prompts = (
        {"key": f"b{number}", "texts": {"en": f"{number} red boats."}, "targets": targets} for number in range(PICTURES)
    )
    folder.mkdir()
    (folder / "suite.toml").write_text(SUITE_TOML, encoding="utf-8")
    (folder / "prompts.jsonl").write_text("\n".join(map(json.dumps, prompts)), encoding="utf-8")


def submit(visitor: Visitor, site: Stack) -> int:
    generator = visitor.generator({"name": "Interrupted", "organisation": "Tests", "licence": "MIT"})
    endpoint = {"base_url": site.generator_url, "model": "sample-plain", "size": "256x256"}
    submission = visitor.submit_endpoint(generator=generator, suite="boats/1", languages=["en"], **endpoint)
    return int(submission["id"])


def rows(site: Stack, statement: str, key: int) -> list[tuple[Any, ...]]:
    with psycopg.connect(site.database_url) as connection:
        return connection.execute(statement, [key]).fetchall()


def planned_calls(site: Stack, key: int) -> list[tuple[int, str]]:
    """The picture and dimension of every planned call."""
    statement = "SELECT id, unnest(dimensions) FROM leaderboard_judgedimage WHERE submission_id = %s"
    return [(picture, dimension) for picture, dimension in rows(site, statement, key)]


def judgements(site: Stack, key: int) -> dict[int, dict[str, Any]]:
    """Every column of every judgement, by its id."""
    statement = (
        "SELECT j.id, to_jsonb(j) FROM leaderboard_judgement j JOIN leaderboard_judgedimage d ON d.id = j.judging_id"
        " WHERE d.submission_id = %s"
    )
    return dict(rows(site, statement, key))


def in_the_middle(engine: Engine, site: Stack, key: int) -> bool:
    """Whether some calls are recorded while others are with the engine."""
    return bool(judgements(site, key)) and engine.metric("vllm:num_requests_running") > 0


def test_an_engine_killed_in_the_middle_of_a_submission_loses_and_changes_nothing(engine: Engine, site: Stack) -> None:
    with Visitor(site.site_url, Account("tester@example.org", "salon-tester-1")) as visitor:
        key = submit(visitor, site)
        wait_for(lambda: in_the_middle(engine, site, key), "the middle of the run", within_s=120)
        engine.kill()
        wait_for(lambda: bool(visitor.submission(key)["progress"]["waiting_for"]), "the wait", within_s=60)

        waiting, before = visitor.submission(key), judgements(site, key)
        assert (waiting["outcome"], waiting["stage"]) == ("running", "judging")
        assert "no reply from the judge" in waiting["progress"]["waiting_for"]
        assert 0 < len(before) < CALLS
        site.programs.check()  # none of the site's own programs ended with it

        engine.start()
        wait_for(lambda: visitor.submission(key)["outcome"] != "running", "the end of the run", within_s=300)
        ended = visitor.submission(key)

    assert ended["outcome"] == "scored", ended["cause"]
    # Random weights never end a reply, so each call was cut off and rescued; none bears a trace of the kill.
    assert ended["progress"]["statuses"] == {"rescued": CALLS}
    after, planned = judgements(site, key), planned_calls(site, key)
    assert {number: after.get(number) for number in before} == before
    assert len(planned) == CALLS
    assert Counter((row["judging_id"], row["dimension"]) for row in after.values()) == Counter(planned)
