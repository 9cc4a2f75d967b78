"""From the judge's reply to verdicts: a strict parser.

Deviations that the official parser tolerates are tolerated here in the same way (status *repaired*). Meaningless
values, which it accepts, are refused: a deviation from the protocol is a fact about the call and never evidence about
the picture. Source of both lists: the protocol of Qwen-Image-Bench (arXiv 2605.28091; behaviour of its toolkit).

A reply is always read by its judge profile's version of the parser, so that published scores do not change. Version 3
refuses what version 2 accepts as an answer: a draft in reasoning that never ends, and one of several answers that
contradict each other (docs/decisions/0016-two-answers-are-none.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.verdicts import Flaw, JudgementStatus, ParsedReply, Verdict
from leaderboard.domain.rubric import Facet, FacetPath, Rubric

PARSER = "3"
"""The version of this parser, which every judge profile names: a reply that is read differently may score
differently.
"""

PARSERS = ("2", PARSER)
"""The versions of the parser that this program has."""

THINK_BEGIN, THINK_END = "<think>", "</think>"
"""The marks around reasoning if the engine has not separated it from the answer."""


class _Deviation(Exception):  # a signal inside this module, not an error for callers
    def __init__(self, flaw: Flaw, reason: str) -> None:
        super().__init__(reason)
        self.status = JudgementStatus.UNKNOWN_FACET if flaw is Flaw.UNKNOWN_NAME else JudgementStatus.MALFORMED
        self.flaw = flaw
        self.reason = reason


ALIASES = {"Feature Mapping": "Feature Matching"}
"""Names that judges use for a facet or sub-capability, and the rubric's."""


def parse_reply(reply: ChatReply, rubric: Rubric, dimension: str, parser: str = PARSER) -> ParsedReply:
    """Parse one reply for one dimension's checklist. Never raises: every outcome has a status.

    Args:
        parser: the version that the judge profile names, one of PARSERS.
    """
    return ReplyReader(rubric, dimension, parser).read(reply)


class ReplyReader:
    """Parses replies for one dimension's checklist; reuse it for many replies.

    Raises:
        ValueError: when a reader is made for a version of the parser that is not in PARSERS.
    """

    def __init__(self, rubric: Rubric, dimension: str, parser: str = PARSER) -> None:
        if parser not in PARSERS:
            raise ValueError(f"there is no parser {parser!r}; one of {', '.join(PARSERS)} is expected")
        self._checklist = _ChecklistReader(rubric.checklist(dimension))
        self._one_answer = parser != "2"

    @property
    def names(self) -> frozenset[str]:
        """The accepted names of sub-capabilities and facets, including aliases."""
        names = self._checklist.sub_capabilities | self._checklist.by_name.keys()
        return frozenset(names | {alias for alias, name in ALIASES.items() if name in names})

    def read(self, reply: ChatReply) -> ParsedReply:
        """Parse one reply. Never raises: every outcome has a status."""
        if reply.finish_reason == "length":
            reason = "the reply was cut off at the token limit"
            return ParsedReply(JudgementStatus.TRUNCATED, {}, reason, Flaw.CUT_OFF)
        try:
            return _parse_content(reply.content or "", self._checklist, one_answer=self._one_answer)
        except _Deviation as deviation:
            return ParsedReply(deviation.status, {}, deviation.reason, deviation.flaw)
        except RecursionError:
            return ParsedReply(JudgementStatus.MALFORMED, {}, "the JSON is nested too deeply", Flaw.BROKEN_JSON)


def answer_of(content: str) -> str:
    """The text after the last ``</think>``, or all of it."""
    return content.rsplit(THINK_END, 1)[-1]


def _parse_content(content: str, reader: _ChecklistReader, *, one_answer: bool) -> ParsedReply:
    answer = answer_of(content)
    if one_answer and THINK_BEGIN in answer:
        raise _Deviation(Flaw.OPEN_REASONING, f"{THINK_BEGIN} is never closed, so the text after it is not an answer")
    documents, text_around = _objects(answer)
    *others, document = documents
    verdicts, loose = _verdicts(document, reader)
    if one_answer and any(_contradicts(other, verdicts, reader) for other in others):
        raise _Deviation(Flaw.TWO_ANSWERS, "two answers that contradict each other")
    if all(verdict is None for verdict in verdicts.values()):
        return ParsedReply(JudgementStatus.ALL_NOT_APPLICABLE, verdicts, "no facet applies")
    repaired = bool(text_around or others or loose)
    status = JudgementStatus.REPAIRED if repaired else JudgementStatus.OK
    return ParsedReply(status, verdicts, "read with known deviations" if repaired else "")


def _verdicts(document: dict[str, object], reader: _ChecklistReader) -> tuple[dict[FacetPath, Verdict], bool]:
    """The verdicts of an object, and whether its form deviates in a tolerated way."""
    verdicts: dict[FacetPath, Verdict] = {}
    repaired = False
    for sub_capability, facet, value in _flatten(document, reader):
        path, renamed = reader.resolve(sub_capability, facet)
        if path in verdicts:
            raise _Deviation(Flaw.ANSWERED_TWICE, f"{path.facet!r} is answered twice")
        verdicts[path], loose = _verdict(path, value)
        repaired = repaired or renamed or loose
    if not verdicts:
        raise _Deviation(Flaw.NO_VERDICT, "the JSON contains no verdict")
    return verdicts, repaired


def _contradicts(other: dict[str, object], verdicts: dict[FacetPath, Verdict], reader: _ChecklistReader) -> bool:
    """Whether another object is also an answer, with other verdicts: then it is unknown which is the judge's."""
    try:
        return _verdicts(other, reader)[0] != verdicts
    except _Deviation:
        return False  # a quotation from a prompt, or an example: not an answer


def _objects(answer: str) -> tuple[list[dict[str, object]], bool]:
    """The JSON objects of the answer, at least one, and whether there is text around them.

    The last one is read, because a judge may quote an object from a picture's lettering or a prompt before it gives
    its own. If there is one object, it is the text from the first "{" to the last "}". A broken or truncated object
    makes the whole answer malformed: nothing inside or after it is read as a verdict.
    """
    objects: list[dict[str, object]] = []
    before, end = "", 0
    while opening := _OBJECT.search(answer, end):
        before += answer[end : opening.start()]
        document, end = _decode(answer, opening.start())
        objects.append(document)
    if not objects:
        raise _Deviation(Flaw.NO_JSON, "no JSON object in the reply")
    before, after = before.strip(), answer[end:].strip()
    if before.endswith(("[", ",")) and after.startswith(("]", ",")):
        raise _Deviation(Flaw.JSON_LIST, "a JSON list instead of an object")
    if any(text.count("{") != text.count("}") for text in (before, after)):
        raise _Deviation(Flaw.BROKEN_JSON, "not valid JSON: its braces do not match")
    return objects, bool(before or after)


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise _Deviation(Flaw.ANSWERED_TWICE, "the JSON contains a name twice")
    return document


# Braces in prose, as in "{score}", do not begin an object.
_OBJECT = re.compile(r'\{\s*["}]')
_DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys)


def _decode(answer: str, start: int) -> tuple[dict[str, object], int]:
    try:
        document, end = _DECODER.raw_decode(answer, start)
    except ValueError as error:  # not only JSONDecodeError: a number of 5,000 digits is a plain ValueError
        flaw = Flaw.CUT_OFF if _ran_out(error, answer) else Flaw.BROKEN_JSON
        raise _Deviation(flaw, f"not valid JSON: {error}") from error
    return document, end


def _ran_out(error: ValueError, answer: str) -> bool:
    """Whether the JSON is valid up to the end of the text, which cuts it off."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.msg.startswith("Unterminated string") or not answer[error.pos :].strip()


class _ChecklistReader:
    """Finds a facet of one dimension by the names that the judge used."""

    def __init__(self, checklist: tuple[Facet, ...]) -> None:
        self.sub_capabilities = {facet.path.sub_capability for facet in checklist}
        self.by_name = {facet.path.facet: facet.path for facet in checklist}

    def is_facet(self, name: str) -> bool:
        return ALIASES.get(name, name) in self.by_name

    def resolve(self, sub_capability: str | None, name: str) -> tuple[FacetPath, bool]:
        """The path, and whether the names deviate in a tolerated way (alias, flat, wrong sub-capability)."""
        path = self.by_name.get(ALIASES.get(name, name))
        if path is None:
            raise _Deviation(Flaw.UNKNOWN_NAME, f"unknown facet {name[:80]!r}")
        return path, name in ALIASES or sub_capability != path.sub_capability


def _flatten(document: dict[str, object], reader: _ChecklistReader) -> Iterator[tuple[str | None, str, object]]:
    """Yield (sub-capability or None when the object is flat, facet name, value)."""
    for name, value in document.items():
        known = name in reader.sub_capabilities or ALIASES.get(name) in reader.sub_capabilities
        # "Resolution" is both a sub-capability and its only facet: {"score": …} under it is a flat answer.
        is_answer = not isinstance(value, dict) or "score" in value
        if is_answer and reader.is_facet(name):
            yield None, name, value
        elif known and isinstance(value, dict):
            yield from ((name, facet, inner) for facet, inner in value.items())
        elif known:
            raise _Deviation(Flaw.NO_FACETS, f"{name!r} has {value!r:.40}, not an object of facets")
        else:
            raise _Deviation(Flaw.UNKNOWN_NAME, f"unknown name {name[:80]!r}")


def _verdict(path: FacetPath, value: object) -> tuple[Verdict, bool]:
    """The verdict, and whether its form is a deviation (a bare value, a score as text, "n/a" in lower case)."""
    bare = not isinstance(value, dict)
    score = value if not isinstance(value, dict) else value.get("score")
    if not is_score(score):
        reason = f'{path.facet!r} has the score {score!r:.40}; 0, 1, 2 or "N/A" is expected'
        raise _Deviation(Flaw.UNKNOWN_VALUE, reason)
    if isinstance(score, int):
        return score, bare
    text = str(score).strip()
    return (None, bare or score != "N/A") if text.upper() == "N/A" else (int(text), True)


def is_score(value: object) -> bool:
    """Whether a value of a reply is a score: 0, 1, 2 or "N/A", also as text and with space around it."""
    if isinstance(value, str):
        return value.strip().upper() in {"0", "1", "2", "N/A"}
    return isinstance(value, int) and not isinstance(value, bool) and value in {0, 1, 2}
