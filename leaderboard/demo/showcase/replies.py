"""Replies of a made-up judge, as text in the form that the protocol asks for, read by the real parser. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.outcome import FirstReply, JudgeOutcome, lost_reply, refused_reply
from leaderboard.domain.judging.reply_parser import ReplyReader
from leaderboard.domain.judging.rescue import rescued
from leaderboard.domain.judging.verdicts import ParsedReply
from leaderboard.domain.rubric import Facet, Rubric

NOTE = "Sample data: nobody looked at this picture; the verdicts were drawn at random."
_IMAGE_TOKENS = 144  # of 384 × 384 px in patches of 32 px

Scores = Mapping[Facet, int | None]


class ReplyKind(StrEnum):
    """What a call ends in. The last five kinds leave no verdicts."""

    PLAIN = "plain"
    FENCED = "fenced"
    AS_TEXT = "as text"
    FLAT = "flat"
    RESCUED = "rescued"
    NOTHING_APPLIES = "nothing applies"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNKNOWN_FACET = "unknown facet"
    REFUSED = "refused"
    LOST = "lost"


WITHOUT_VERDICTS = (
    ReplyKind.TRUNCATED,
    ReplyKind.MALFORMED,
    ReplyKind.UNKNOWN_FACET,
    ReplyKind.REFUSED,
    ReplyKind.LOST,
)
_USUAL: Mapping[ReplyKind, float] = {
    ReplyKind.PLAIN: 0.973,
    ReplyKind.FENCED: 0.01,
    ReplyKind.AS_TEXT: 0.005,
    ReplyKind.FLAT: 0.003,
    ReplyKind.RESCUED: 0.007,
    ReplyKind.NOTHING_APPLIES: 0.002,
}


def draw_reply_kinds(calls: int, without_verdicts: int, rng: np.random.Generator) -> list[ReplyKind]:
    """What each of a run's calls ends in; exactly ``without_verdicts`` of them (at most all) give no verdicts."""
    drawn = rng.choice(len(_USUAL), size=calls, p=list(_USUAL.values()))
    kinds = [list(_USUAL)[number] for number in drawn]
    first = int(rng.integers(len(WITHOUT_VERDICTS)))
    for number, call in enumerate(rng.permutation(calls)[:without_verdicts]):
        kinds[call] = WITHOUT_VERDICTS[(first + number) % len(WITHOUT_VERDICTS)]
    return kinds


class SampleJudge:
    """Answers the calls of one dimension, and reads its own replies as Salon reads a judge's."""

    def __init__(self, rubric: Rubric, dimension: str) -> None:
        self._dimension = dimension
        self._reader = ReplyReader(rubric, dimension)

    def outcome(self, scores: Scores, kind: ReplyKind, rng: np.random.Generator) -> JudgeOutcome:
        """One call's outcome; its verdicts are ``scores`` unless the kind leaves none."""
        if kind is ReplyKind.REFUSED:
            return self._without_reply(refused_reply("the judge refused the request (400): sample of a refusal"))
        if kind is ReplyKind.LOST:
            return self._without_reply(lost_reply("no reply from the judge in time", 3))
        if kind is ReplyKind.NOTHING_APPLIES:
            scores = dict.fromkeys(scores)
        broken = kind in WITHOUT_VERDICTS
        last = _reply(scores, kind if kind is not ReplyKind.RESCUED else ReplyKind.PLAIN, rng)
        parsed = self._reader.read(last)
        if not broken and kind is not ReplyKind.RESCUED:
            return JudgeOutcome(self._dimension, last, parsed, False)
        # As in judging, a call whose reply cannot be read is made once more.
        reply = _reply(scores, kind if broken else ReplyKind.TRUNCATED, rng)
        first = FirstReply(reply, self._reader.read(reply))
        return JudgeOutcome(self._dimension, last, rescued(first.parsed, parsed), False, first)

    def _without_reply(self, parsed: ParsedReply) -> JudgeOutcome:
        return JudgeOutcome(self._dimension, None, parsed, False)


def _reply(scores: Scores, kind: ReplyKind, rng: np.random.Generator) -> ChatReply:
    reasoning, content = _reasoning(scores), _content(scores, kind)
    tokens = (len(reasoning) + len(content)) // 4
    return ChatReply(
        content=content,
        reasoning=reasoning,
        finish_reason="length" if kind is ReplyKind.TRUNCATED else "stop",
        prompt_tokens=1500 + _IMAGE_TOKENS + int(rng.integers(200)),
        completion_tokens=tokens,
        cached_tokens=784,
        latency_s=round(tokens / 60 + float(rng.exponential(0.8)), 3),
    )


def _content(scores: Scores, kind: ReplyKind) -> str:
    given = {facet.path: "N/A" if score is None else score for facet, score in scores.items()}
    if kind is ReplyKind.FLAT:
        return json.dumps({path.facet: {"score": score} for path, score in given.items()}, ensure_ascii=False)
    answer: dict[str, dict[str, object]] = {}
    for path, score in given.items():
        shown = str(score) if kind is ReplyKind.AS_TEXT else score
        answer.setdefault(path.sub_capability, {})[path.facet] = {"score": shown}
    if kind is ReplyKind.UNKNOWN_FACET:
        answer["General Impression"] = {"General Impression": {"score": 1}}
    text = json.dumps(answer, ensure_ascii=False)
    match kind:
        case ReplyKind.FENCED:
            return f"```json\n{text}\n```"
        case ReplyKind.TRUNCATED:
            return text[: len(text) // 2]
        case ReplyKind.MALFORMED:
            return text.replace("}", "", 1)
    return text


def _reasoning(scores: Scores) -> str:
    return "\n".join([NOTE, *(_sentence(*given) for given in scores.items())])


def _sentence(facet: Facet, score: int | None) -> str:
    meaning: Sequence[str] = (facet.fails, facet.passes, facet.excels)
    shown, words = ("N/A", facet.not_applicable) if score is None else (score, meaning[score])
    return f"{facet.path.sub_capability} › {facet.path.facet}: {shown}. {words}"
