"""The files under ``prompts/`` as the domain reads them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from leaderboard.domain.judging.profile import JudgeProfile, parse_profile
from leaderboard.domain.judging.protocol import Protocol, parse_protocol
from leaderboard.domain.rubric import Rubric, parse_rubric

PROMPTS = Path(__file__).parents[3] / "prompts"
PROTOCOL = PROMPTS / "protocols" / "salon-v1"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def rubric() -> Rubric:
    return parse_rubric(text(PROTOCOL / "rubric.toml"))


def protocol_files() -> dict[str, str]:
    """The texts of Salon's own protocol by file name."""
    return {name: text(PROTOCOL / name) for name in ("protocol.toml", "system.txt", "user.txt", "rubric.toml")}


@cache
def protocol() -> Protocol:
    return parse_protocol(protocol_files())


@cache
def profile(name: str = "q-judger") -> JudgeProfile:
    return parse_profile(text(PROMPTS / "judges" / f"{name}.toml"), protocol())
