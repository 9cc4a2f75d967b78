"""From the judge's reply to verdicts: a strict parser.

Deviations that the official parser tolerates are tolerated here in the same way (status *repaired*). Values without a
meaning, which it lets pass, are refused: a deviation from the protocol is a fact about the call and never evidence
about the picture. Source of both lists: the protocol of Qwen-Image-Bench (arXiv 2605.28091; behaviour of its toolkit).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from leaderboard.domain.judging.chat import ChatReply
from leaderboard.domain.judging.verdicts import Flaw, JudgementStatus, ParsedReply, Verdict
from leaderboard.domain.rubric import Facet, FacetPath, Rubric

PARSER = "2"
"""The version of this parser, which every judge profile names: a reply that reads otherwise may score otherwise."""

THINK_END = "</think>"
"""The mark between reasoning and answer if the engine has not separated them."""


class _Deviation(Exception):  # a signal inside this module, not an error for callers
    def __init__(self, flaw: Flaw, reason: str) -> None:
        super().__init__(reason)
        self.status = JudgementStatus.UNKNOWN_FACET if flaw is Flaw.UNKNOWN_NAME else JudgementStatus.MALFORMED
        self.flaw = flaw
        self.reason = reason


_ALIASES = {"Feature Mapping": "Feature Matching"}


def parse_reply(reply: ChatReply, rubric: Rubric, dimension: str) -> ParsedReply:
    """Parse one reply for one dimension's checklist. Never raises: every outcome has a status."""
    return ReplyReader(rubric, dimension).read(reply)


class ReplyReader:
    """Parses replies for one dimension's checklist; reuse it for many replies."""

    def __init__(self, rubric: Rubric, dimension: str) -> None:
        self._checklist = _ChecklistReader(rubric.checklist(dimension))

    @property
    def names(self) -> frozenset[str]:
        """The names by which sub-capabilities and facets are known, aliases included."""
        names = self._checklist.sub_capabilities | self._checklist.by_name.keys()
        return frozenset(names | {alias for alias, name in _ALIASES.items() if name in names})

    def read(self, reply: ChatReply) -> ParsedReply:
        """Parse one reply. Never raises: every outcome has a status."""
        if reply.finish_reason == "length":
            reason = "the reply was cut off at the token limit"
            return ParsedReply(JudgementStatus.TRUNCATED, {}, reason, Flaw.CUT_OFF)
        try:
            return _parse_content(reply.content or "", self._checklist)
        except _Deviation as deviation:
            return ParsedReply(deviation.status, {}, deviation.reason, deviation.flaw)
        except RecursionError:
            return ParsedReply(JudgementStatus.MALFORMED, {}, "the JSON is nested too deeply", Flaw.BROKEN_JSON)


def answer_of(content: str) -> str:
    """The text after the last ``</think>``, or all of it."""
    return content.rsplit(THINK_END, 1)[-1]


def _parse_content(content: str, reader: _ChecklistReader) -> ParsedReply:
    document, repaired = _last_object(answer_of(content))
    verdicts: dict[FacetPath, Verdict] = {}
    for sub_capability, facet, value in _flatten(document, reader):
        path, renamed = reader.resolve(sub_capability, facet)
        if path in verdicts:
            raise _Deviation(Flaw.ANSWERED_TWICE, f"{path.facet!r} is answered twice")
        verdicts[path], loose = _verdict(path, value)
        repaired = repaired or renamed or loose
    if not verdicts:
        raise _Deviation(Flaw.NO_VERDICT, "the JSON holds no verdict")
    if all(verdict is None for verdict in verdicts.values()):
        return ParsedReply(JudgementStatus.ALL_NOT_APPLICABLE, verdicts, "no facet applies")
    status = JudgementStatus.REPAIRED if repaired else JudgementStatus.OK
    return ParsedReply(status, verdicts, "read with forgiven deviations" if repaired else "")


def _last_object(answer: str) -> tuple[dict[str, object], bool]:
    """The last JSON object of the answer, and whether text stood around it.

    The last, because a judge may quote an object from a picture's lettering or a prompt before it gives its own. If
    there is one object, it is the text from the first "{" to the last "}". An object that is broken or cut off makes
    the whole answer malformed: nothing inside or after it is taken for a verdict.
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
    return objects[-1], bool(before or after or len(objects) > 1)


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise _Deviation(Flaw.ANSWERED_TWICE, "the JSON holds a name twice")
    return document


# Braces in prose, as in "{score}", begin no object.
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
        return _ALIASES.get(name, name) in self.by_name

    def resolve(self, sub_capability: str | None, name: str) -> tuple[FacetPath, bool]:
        """The path, and whether the names deviate in a tolerated way (alias, flat, wrong sub-capability)."""
        path = self.by_name.get(_ALIASES.get(name, name))
        if path is None:
            raise _Deviation(Flaw.UNKNOWN_NAME, f"unknown facet {name[:80]!r}")
        return path, name in _ALIASES or sub_capability != path.sub_capability


def _flatten(document: dict[str, object], reader: _ChecklistReader) -> Iterator[tuple[str | None, str, object]]:
    """Yield (sub-capability or None when the object is flat, facet name, value)."""
    for name, value in document.items():
        known = name in reader.sub_capabilities or _ALIASES.get(name) in reader.sub_capabilities
        # "Resolution" is both a sub-capability and its only facet: {"score": …} under it is a flat answer.
        is_answer = not isinstance(value, dict) or "score" in value
        if is_answer and reader.is_facet(name):
            yield None, name, value
        elif known and isinstance(value, dict):
            yield from ((name, facet, inner) for facet, inner in value.items())
        elif known:
            raise _Deviation(Flaw.NO_FACETS, f"{name!r} holds {value!r:.40}, not an object of facets")
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
