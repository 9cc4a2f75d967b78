"""What a judge's reply says about single facets: the passages that pages show beside the verdicts.

They are for readers only and never move a score. The protocol asks for scores alone, so the reasons are in the free
text before the JSON, usually as one labelled passage per facet, such as "**Color**: The sky is green. → Score: 0".
Only passages that begin with a facet's name are taken, and none that states another score than the verdict: a draft.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from leaderboard.domain.judging.reply_parser import ALIASES, THINK_END, answer_of
from leaderboard.domain.judging.verdicts import Verdict
from leaderboard.domain.rubric import FacetPath

LONGEST = 600
"""Characters of a passage; a longer one is cut after a word and ends with "…"."""

_MOST_TEXT = 30_000  # characters; more than any reply within the token limit
_REASON_KEYS = ("reason", "reasoning", "explanation", "justification", "rationale", "comment")

# All expressions are for text without markup, in which every run of spaces is one space.
_MARKUP = re.compile(r"[*`]+|__+")
_BULLET = re.compile(r"^[>#•·–—\- ]*(?:\d{1,2}[.)] )?[\"“]?")
_AFTER_NAME = re.compile(r"^[\"”]?(?: ?\([^()]{0,40}\))? ?(?:[:：]|[–—-](?= )|$) ?")
_SCORE = r"\b([012]|N ?/ ?A)\b"
_STATED = (
    re.compile(
        rf"[ (\[]*(?:→|->|=>|-)? ?(?:\b(?:score|verdict|rating)|评分|得分|判定) ?(?:is|of|[:=：])? ?{_SCORE}[)\].。]*",
        re.IGNORECASE,
    ),
    re.compile(rf"[ ,;]*(?:→|->|=>|\bso) ?{_SCORE}[. 。]*$", re.IGNORECASE),
    re.compile(rf"^{_SCORE}(?:[.:;：]| [–—-])(?= |$) ?", re.IGNORECASE),
)
"""How replies state a score within a passage: "→ Score: 1", "…, so 0.", "2. The sky …"."""


@dataclass(slots=True)
class _Passage:
    """A facet's name in lower case ("": text about no facet) and what follows its label."""

    name: str
    lines: list[str] = field(default_factory=list)
    is_over: bool = False

    def add(self, line: str) -> None:
        """Take one more line, unless the passage has stated its score: what follows is about something else."""
        if not self.is_over:
            self.lines.append(line)
            self.is_over = any(self.lines) and _parted(line)[1] is not None


def reasons_by_facet(reasoning: str, content: str, verdicts: Mapping[FacetPath, Verdict]) -> dict[FacetPath, str]:
    """The judge's words on each facet of one dimension; facets without any are absent.

    Args:
        reasoning: the text before the answer, where the engine has separated it.
        content: the reply, which may also contain the reasoning, or reasons beside the scores in its JSON.
        verdicts: those read from the reply; words on other facets are ignored.
    """
    thought, mark, _answer = content.rpartition(THINK_END)
    text = f"{reasoning}\n{thought}" if mark else reasoning
    return _in_text(text[:_MOST_TEXT], verdicts) | _in_json(answer_of(content)[:_MOST_TEXT], verdicts)


def _in_text(text: str, verdicts: Mapping[FacetPath, Verdict]) -> dict[FacetPath, str]:
    """The last passage on each facet that does not contradict its verdict."""
    by_name = {path.facet.lower(): path for path in verdicts}
    by_name |= {alias.lower(): by_name[name.lower()] for alias, name in ALIASES.items() if name.lower() in by_name}
    headings = {path.sub_capability.lower() for path in verdicts}
    reasons = {}
    for passage in _passages(text, by_name.keys(), headings):
        path = by_name.get(passage.name)
        words, score = _parted(" ".join(passage.lines))
        if path and words and score in (None, _as_text(verdicts[path])):
            reasons[path] = _shortened(words)
    return reasons


def _in_json(answer: str, verdicts: Mapping[FacetPath, Verdict]) -> dict[FacetPath, str]:
    """Reasons beside the scores, where the answer is one JSON object of sub-capabilities."""
    try:
        document = json.loads(answer[answer.find("{") : answer.rfind("}") + 1])
    except (ValueError, RecursionError):
        return {}
    reasons = {}
    for path in verdicts:
        given = _below(_below(document, path.sub_capability), path.facet)
        words = next((text for key in _REASON_KEYS if isinstance(text := _below(given, key), str)), "")
        if plain := _plain(words):
            reasons[path] = _shortened(plain)
    return reasons


def _below(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _passages(text: str, names: Set[str], headings: Set[str]) -> Iterator[_Passage]:
    """The passages in order; each ends at the next label or heading, at an empty line, or where it states its score."""
    passage = _Passage("")
    for line in map(_plain, text.splitlines()):
        label = _label(line, names, headings)
        if label is not None:
            yield passage
            passage = label
        elif not line and any(passage.lines):
            yield passage
            passage = _Passage("")
        else:
            passage.add(line)
    yield passage


def _label(line: str, names: Set[str], headings: Set[str]) -> _Passage | None:
    """The passage that begins with this line; None if the line begins none."""
    body = _BULLET.sub("", line)
    for separator in ("›", "/", ">"):
        head, found, rest = body.partition(separator)
        if found and head.strip().lower() in headings:
            body = rest.strip()
    lowered = body.lower()
    for name in names:
        if lowered.startswith(name) and (after := _AFTER_NAME.match(body[len(name) :])):
            passage = _Passage(name)
            passage.add(body[len(name) + after.end() :])
            return passage
    if line.startswith(("#", "{")) or lowered.strip(" :：") in headings:
        return _Passage("")
    return None


def _parted(text: str) -> tuple[str, str | None]:
    """The words of a passage and the score that it states last ("0", "1", "2" or "N/A"; None without one)."""
    for pattern in _STATED:
        if stated := list(pattern.finditer(text)):
            last = stated[-1]
            before, after = text[: last.start()].strip(), text[last.end() :].strip()
            # A statement in the middle of a sentence is part of it.
            words = text.strip() if before and after else before or after
            return words, last[1].replace(" ", "").upper()
    return text.strip(), None


def _as_text(verdict: Verdict) -> str:
    return "N/A" if verdict is None else str(verdict)


def _plain(text: str) -> str:
    """Without marks of emphasis and code, and with single spaces."""
    return " ".join(_MARKUP.sub("", text).split())


def _shortened(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return f"{words[:LONGEST].rsplit(' ', 1)[0]}…"
