"""The check of a judge: what is compared, and what is said to change."""

from __future__ import annotations

import dataclasses

import pytest

from leaderboard.domain.judging import check
from leaderboard.domain.judging.chat import ChatReply
from tests.leaderboard.domain import shipped

PROFILE = shipped.profile()


def reply(content: str | None, reasoning: str | None = "Hm.") -> ChatReply:
    return ChatReply(content, reasoning, "stop", 100, 10, 0, 0.1)


def test_model_and_engine_are_those_of_the_profile() -> None:
    assert check.check_model(PROFILE, "Qwen/Qwen-Image-Bench").ok
    assert check.check_engine(PROFILE, "0.32.0").ok
    assert check.check_model(PROFILE, "tiny").line() == (
        "FAIL  model: tiny; Qwen/Qwen-Image-Bench is expected: serve it, or pass --served-model-name"
    )
    assert "install vllm==0.32.0" in check.check_engine(PROFILE, "0.31.0").line()


@pytest.mark.parametrize(("longest", "ok"), [(12_288, True), (12_289, False)])
def test_the_longest_prompt_leaves_room_for_a_whole_reply(longest: int, ok: bool) -> None:
    item = check.check_length(PROFILE, longest, 16_384)
    assert item.ok == ok
    assert ok or "set --max-model-len to at least 16385" in item.line()


@pytest.mark.parametrize(
    ("content", "reasoning", "ok"),
    [
        ("{}", "Hm.", True),
        (None, "Hm.", True),
        ("Hm.</think>{}", None, False),
        ("{}", None, False),
        ("a</think>", "b", False),
    ],
)
def test_the_reasoning_comes_apart(content: str | None, reasoning: str | None, ok: bool) -> None:
    assert check.check_reasoning(reply(content, reasoning)).ok == ok


def test_a_constrained_reply_holds_every_facet_of_the_dimension() -> None:
    whole = (
        '{"Realism":{"Physical Logic":{"score":1},"Material Texture":{"score":1}},"Detail":{"Noise":{"score":"N/A"},'
    )
    whole += '"Edge Clarity":{"score":2},"Naturalness":{"score":0}},"Resolution":{"Resolution":{"score":1}}}'
    assert check.check_schema(PROFILE, reply(whole), "Quality").ok
    part = check.check_schema(PROFILE, reply('{"Detail":{"Noise":{"score":1}}}'), "Quality")
    assert not part.ok
    assert "1 of 6 facets" in part.found
    assert not check.check_schema(PROFILE, reply("I like it."), "Quality").ok


@pytest.mark.parametrize(("before", "after", "ok"), [(0, 9, True), (6, 3, True), (9, 0, False)])
def test_an_urgent_call_overtakes_those_that_wait(before: int, after: int, ok: bool) -> None:
    item = check.check_priority([False] * before + [True] + [False] * after)
    assert item.ok == ok
    assert ok or "--scheduling-policy priority" in item.line()


def test_priority_is_asked_for_by_the_flags() -> None:
    assert check.asks_for_priority(PROFILE)
    assert not check.asks_for_priority(shipped.profile("pixel-baseline"))
    other = dataclasses.replace(PROFILE.engine, flags=["priority", "--scheduling-policy"])
    assert not check.asks_for_priority(dataclasses.replace(PROFILE, engine=other))
