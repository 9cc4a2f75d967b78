"""The files under ``prompts/`` as the domain reads them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from leaderboard.domain.judge_profile import JudgeProfile, Protocol, parse_profile, protocol_from_texts
from leaderboard.domain.rubric import Rubric, parse_rubric

PROMPTS = Path(__file__).parents[3] / "prompts"
PROTOCOL = PROMPTS / "protocols" / "salon-v1"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def rubric() -> Rubric:
    return parse_rubric(text(PROTOCOL / "rubric.toml"))


@cache
def protocol() -> Protocol:
    return protocol_from_texts(
        text(PROTOCOL / "protocol.toml"), text(PROTOCOL / "system.txt"), text(PROTOCOL / "user.txt"), rubric()
    )


@cache
def profile(name: str = "q-judger") -> JudgeProfile:
    return parse_profile(text(PROMPTS / "judges" / f"{name}.toml"), protocol())
