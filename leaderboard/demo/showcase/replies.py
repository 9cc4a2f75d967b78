"""A made-up judge's replies: text as the protocol asks for it, read by the real parser. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.outcome import FirstReply, JudgeOutcome, lost_reply, refused_reply
from leaderboard.domain.judging.rescue import rescued
from leaderboard.domain.judging.verdicts import ParsedReply, ReplyReader
from leaderboard.domain.rubric import Facet, Rubric

NOTE = "Sample data: nobody looked at this picture; the verdicts were drawn at random."
_TOLD = 3  # facets of which the reasoning speaks
_IMAGE_TOKENS = 144  # of 384 × 384 px in patches of 32 px

Scores = Mapping[Facet, int | None]


class Manner(StrEnum):
    """How a call goes. The last five leave no verdicts."""

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


WITHOUT_VERDICTS = (Manner.TRUNCATED, Manner.MALFORMED, Manner.UNKNOWN_FACET, Manner.REFUSED, Manner.LOST)
_USUAL: Mapping[Manner, float] = {
    Manner.PLAIN: 0.973,
    Manner.FENCED: 0.01,
    Manner.AS_TEXT: 0.005,
    Manner.FLAT: 0.003,
    Manner.RESCUED: 0.007,
    Manner.NOTHING_APPLIES: 0.002,
}


def draw_manners(calls: int, without_verdicts: int, rng: np.random.Generator) -> list[Manner]:
    """How each of a run's calls goes; exactly ``without_verdicts`` of them (at most all) give none."""
    kinds = rng.choice(len(_USUAL), size=calls, p=list(_USUAL.values()))
    manners = [list(_USUAL)[kind] for kind in kinds]
    first = int(rng.integers(len(WITHOUT_VERDICTS)))
    for number, call in enumerate(rng.permutation(calls)[:without_verdicts]):
        manners[call] = WITHOUT_VERDICTS[(first + number) % len(WITHOUT_VERDICTS)]
    return manners


class SampleJudge:
    """Answers one dimension's calls, and reads its own answers as Salon reads a judge's."""

    def __init__(self, rubric: Rubric, dimension: str) -> None:
        self._dimension = dimension
        self._reader = ReplyReader(rubric, dimension)

    def outcome(self, scores: Scores, manner: Manner, rng: np.random.Generator) -> JudgeOutcome:
        """One call's outcome, whose verdicts are ``scores`` unless the manner leaves none."""
        if manner is Manner.REFUSED:
            return self._without_reply(refused_reply("the judge refused the request (400): sample of a refusal"))
        if manner is Manner.LOST:
            return self._without_reply(lost_reply("no reply from the judge in time", 3))
        if manner is Manner.NOTHING_APPLIES:
            scores = dict.fromkeys(scores)
        broken = manner in WITHOUT_VERDICTS
        last = _reply(scores, manner if manner is not Manner.RESCUED else Manner.PLAIN, rng)
        parsed = self._reader.read(last)
        if not broken and manner is not Manner.RESCUED:
            return JudgeOutcome(self._dimension, last, parsed, False)
        # As in judging: a call that cannot be read is made once more.
        reply = _reply(scores, manner if broken else Manner.TRUNCATED, rng)
        first = FirstReply(reply, self._reader.read(reply))
        return JudgeOutcome(self._dimension, last, rescued(first.parsed, parsed), False, first)

    def _without_reply(self, parsed: ParsedReply) -> JudgeOutcome:
        return JudgeOutcome(self._dimension, None, parsed, False)


def _reply(scores: Scores, manner: Manner, rng: np.random.Generator) -> ChatReply:
    reasoning, content = _reasoning(scores, rng), _content(scores, manner)
    tokens = (len(reasoning) + len(content)) // 4
    return ChatReply(
        content=content,
        reasoning=reasoning,
        finish_reason="length" if manner is Manner.TRUNCATED else "stop",
        prompt_tokens=1500 + _IMAGE_TOKENS + int(rng.integers(200)),
        completion_tokens=tokens,
        cached_tokens=784,
        latency_s=round(tokens / 60 + float(rng.exponential(0.8)), 3),
    )


def _content(scores: Scores, manner: Manner) -> str:
    given = {facet.path: "N/A" if score is None else score for facet, score in scores.items()}
    if manner is Manner.FLAT:
        return json.dumps({path.facet: {"score": score} for path, score in given.items()}, ensure_ascii=False)
    answer: dict[str, dict[str, object]] = {}
    for path, score in given.items():
        shown = str(score) if manner is Manner.AS_TEXT else score
        answer.setdefault(path.sub_capability, {})[path.facet] = {"score": shown}
    if manner is Manner.UNKNOWN_FACET:
        answer["General Impression"] = {"General Impression": {"score": 1}}
    text = json.dumps(answer, ensure_ascii=False)
    match manner:
        case Manner.FENCED:
            return f"```json\n{text}\n```"
        case Manner.TRUNCATED:
            return text[: len(text) // 2]
        case Manner.MALFORMED:
            return text.replace("}", "", 1)
    return text


def _reasoning(scores: Scores, rng: np.random.Generator) -> str:
    told = rng.permutation(len(scores))[:_TOLD]
    listed = list(scores.items())
    return "\n".join([NOTE, *(_sentence(*listed[at]) for at in sorted(told))])


def _sentence(facet: Facet, score: int | None) -> str:
    meaning: Sequence[str] = (facet.fails, facet.passes, facet.excels)
    shown, words = ("N/A", facet.not_applicable) if score is None else (score, meaning[score])
    return f"{facet.path.sub_capability} › {facet.path.facet}: {shown}. {words}"
