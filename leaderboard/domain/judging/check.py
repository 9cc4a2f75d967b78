"""The check of a running judge: what its profile requires, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.profile import JudgeProfile
from leaderboard.domain.judging.reply_parser import PARSER, PARSERS, parse_reply
from leaderboard.domain.judging.verdicts import ParsedReply

CALLS = "calls"
"""The item for a failed call: the judge is unreachable, or refuses the check's request."""

REPLIES = "replies"
"""The item for the replies to the control pictures: a judge that fails it has collapsed."""

PRIORITY_FLAG = ("--scheduling-policy", "priority")


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One comparison. ``advice`` says what to change if the judge does not match.

    ``is_warning``: the judge receives work, but an operator should follow the advice.
    """

    name: str
    ok: bool
    found: str
    advice: str = ""
    is_warning: bool = False

    def line(self) -> str:
        """The item as one line for a terminal."""
        result = "warn" if self.is_warning else "ok  " if self.ok else "FAIL"
        return f"{result}  {self.name}: {self.found}" + (f"; {self.advice}" if self.is_warning or not self.ok else "")


NO_KEY = CheckItem(
    "key",
    ok=True,
    found="the judge answers without a key, and other machines reach it",
    advice="start it with a key (judge serve does so) and give the key to the workers as JUDGE_API_KEY",
    is_warning=True,
)


def refusal(profile: JudgeProfile, items: Sequence[CheckItem]) -> str:
    """Why a judge receives no work of the profile, in words for authors; "" if every item is right."""
    wrong = [item for item in items if not item.ok]
    if not wrong:
        return ""
    collapsed = collapse(items)
    if collapsed:
        return f"the judge has collapsed ({collapsed}); an operator must check it"
    if all(item.name == CALLS for item in wrong):
        return wrong[0].found.split(":")[0]  # without the judge's own words, which may repeat a prompt
    told = "; ".join(f"{item.name}: {item.found}" for item in wrong)
    return f"the judge does not match the profile {profile.key} ({told}); an operator must correct that"


def collapse(items: Sequence[CheckItem]) -> str:
    """How the judge has collapsed; "" if it has not, or was not tried with control pictures."""
    return next((item.found for item in items if item.name == REPLIES and not item.ok), "")


def check_control(replies: Sequence[tuple[ParsedReply, ParsedReply]]) -> CheckItem:
    """Whether the judge still distinguishes pictures.

    Args:
        replies: for each dimension, to a picture that shows what its prompt asks for and to one that does not.
    """
    both = [reply for pair in replies for reply in pair]
    unreadable = sum(not reply.status.has_verdicts for reply in both)
    advice = "check the engine's log and restart it"
    if 2 * unreadable >= len(both):
        found = f"{unreadable} of {len(both)} replies to control pictures are unreadable"
        return CheckItem(REPLIES, ok=False, found=found, advice=advice)
    if all(right.verdicts == wrong.verdicts for right, wrong in replies):
        return CheckItem(REPLIES, ok=False, found="different control pictures get the same verdicts", advice=advice)
    return CheckItem(REPLIES, ok=True, found=f"{len(both)} replies to control pictures distinguish them")


def check_parser(profile: JudgeProfile) -> CheckItem:
    """The version of the parser that reads the replies. It belongs to this program, not to the judge."""
    advice = f"{profile.parser} is expected: run the version of Salon that has it, or make a profile for {PARSER}"
    known = profile.parser in PARSERS
    return CheckItem("parser", known, profile.parser if known else " and ".join(PARSERS), advice)


def check_model(profile: JudgeProfile, served: str) -> CheckItem:
    """The name under which the model is served, which is part of every request."""
    wanted = profile.model_id
    return CheckItem("model", served == wanted, served, f"{wanted} is expected: serve it, or pass --served-model-name")


def check_engine(profile: JudgeProfile, version: str) -> CheckItem:
    """The engine's version; another version may round differently."""
    wanted = profile.engine.version
    advice = f"{wanted} is expected: install {profile.engine.name}=={wanted}, or make a profile for the other version"
    return CheckItem("engine", version == wanted, f"{profile.engine.name} {version}", advice)


def check_length(profile: JudgeProfile, longest_prompt: int, model_length: int) -> CheckItem:
    """Whether the longest prompt (tokens, including the image) leaves room for a complete reply; the engine clamps
    silently.
    """
    needed = longest_prompt + profile.sampling.max_tokens
    found = f"{model_length} tokens for a prompt of {longest_prompt} and a reply of {profile.sampling.max_tokens}"
    return CheckItem("model length", needed <= model_length, found, f"set --max-model-len to at least {needed}")


def check_reasoning(reply: ChatReply) -> CheckItem:
    """Whether the engine separates the reasoning from the answer, so that no verdict is read from the reasoning."""
    apart = bool(reply.reasoning) and "</think>" not in (reply.content or "")
    found = f"{len(reply.reasoning or '')} characters of reasoning, {len(reply.content or '')} of content"
    return CheckItem("reasoning apart", apart, found, "start the engine with --reasoning-parser qwen3")


def check_schema(profile: JudgeProfile, reply: ChatReply, dimension: str) -> CheckItem:
    """Whether a constrained call gives verdicts for exactly the dimension's checklist."""
    parsed = parse_reply(reply, profile.protocol.rubric, dimension, profile.parser)
    asked = len(profile.protocol.rubric.checklist(dimension))
    found = f"{parsed.status}, {len(parsed.verdicts)} of {asked} facets"
    advice = f"{parsed.reason}; start the engine with --structured-outputs-config.backend xgrammar"
    return CheckItem("constrained output", len(parsed.verdicts) == asked, found, advice)


def asks_for_priority(profile: JudgeProfile) -> bool:
    """Whether the profile's flags make the engine take calls by their priority."""
    flags = profile.engine.flags
    return any(tuple(flags[place : place + 2]) == PRIORITY_FLAG for place in range(len(flags)))


def check_priority(finished: Sequence[bool]) -> CheckItem:
    """Whether an urgent call that came last overtook the waiting calls.

    Args:
        finished: for every call, in the order in which they ended, whether it was the urgent one.
    """
    place = list(finished).index(True) + 1
    advice = f"the urgent call waited for the others; start the engine with {' '.join(PRIORITY_FLAG)}"
    return CheckItem("priority", place <= 0.75 * len(finished), f"ended as number {place} of {len(finished)}", advice)
