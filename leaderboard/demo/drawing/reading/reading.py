"""From a prompt to what its picture shows: subjects with counts and colours, place, light, view, layout, lettering.

Rules and word lists only: the same prompt always reads the same, in English and in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from leaderboard.demo.drawing.reading.settings_words import is_kind, patterns
from leaderboard.demo.drawing.reading.vocabulary import NUMBER_EN, NUMBER_ZH, mentioned, number
from leaderboard.demo.drawing.subjects.catalogue import SUBJECTS
from leaderboard.domain.colour_words import shaded_mentions

Layout = Literal["scene", "panels", "screen", "chart", "sheet", "packshot", "mural"]
MOST_MENTIONS, MOST_COUNT, MOST_PANELS = 9, 12, 6

_QUOTES = re.compile(r"[“\"「『]([^”\"」』]{1,60})[”\"」』]")
_NEGATION = re.compile(
    r"(?:\b(?:no|not|without|instead of|nor|nothing|never)|没有|不见|无|不要|不出现|而非|并非)[^.;:,，。；]{0,14}$",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"\b(?:for|by) (?:an? |the |old |her own )?(?:[\w'’-]+ ){0,3}$", re.IGNORECASE)
_COMPARISON_BEFORE = re.compile(r"\b(?:as \w+ as|than|like|size of)(?: an?| one| the)?(?: \w+)? ?$", re.IGNORECASE)
_COMPARISON_AFTER = re.compile(r"大小|那么|一样|般|似的|’s breadth|'s breadth")
_CLAUSE = re.compile(r"[.;:,，。；：、]")
_GROUND_AFTER = re.compile(
    r"\W?(?:\w+ )?(?:background|ground|page|paper|felt|card\b|mulberry bark)|色?(?:底|背景|毛毡|纸|的背景)"
)
_GROUND_BEFORE = re.compile(r"\bon (?:a |plain |pale |dark |polished )*$")
_PANEL_MARK = re.compile(
    r"(?:panel|frame|page) \d[:,]|\b[1-6], |"
    r"\b(?:first|second|third|fourth|fifth|top|bottom|left|right|one|two)[^:.“”]{0,24}: |"
    r"\b(?:wide|medium|close-up|extreme close-up|extreme wide|low angle)\b[^:.“”]{0,14}: |"
    r"第[一二三四五六]格[：，]?|[一二三四五六]：|左：|右：|上：|下：",
    re.IGNORECASE,
)
_TRAITS = {
    "elder": r"\b(?:old|elderly|sixty|seventy|eighty|grey hair|white-haired|aged)\b|老|白发|银色短发|六十|七十|八十",
    "beard": r"\bbeard\w*\b|胡子|胡须",
    "glasses": r"\b(?:glasses|goggles)\b|眼镜|护目镜",
    "helmet": r"\bhelmets?\b|头盔",
    "laughs": r"\b(?:laugh\w*|cheer\w*|open mouth\w*|grin\w*)\b|笑|欢呼",
    "asleep": r"\b(?:asleep|sleeping|eyes shut|dozes?)\b|睡|闭眼",
    "bald": r"\bbald\b|秃",
    "scarf": r"\b(?:headscarf|turban)\b|头巾",
    "cheer": r"\b(?:cheer\w*|arms up|raise\w*|lifts?|stretched up)\b|欢呼|举",
    "reach": r"\b(?:reach\w*|point\w*|stretch\w*|hands? (?:her|him|over)|throws?|tips?)\b|指|伸|递",
    "hold": r"\b(?:holds?|carr\w+|both hands|spins?|slides?|pours?)\b|端|捧|拿|抱|双手|倒",
    "wave": r"\bwav(?:es|ing)\b|挥手",
}
_TRAIT_WORDS = {trait: re.compile(pattern, re.IGNORECASE) for trait, pattern in _TRAITS.items()}


@dataclass(frozen=True, slots=True)
class Mention:
    """A subject that a prompt names, with the basic colours bound to it (several if each of its copies has its own)."""

    subject: str
    count: int
    colours: tuple[str, ...]
    traits: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt, understood. ``ground`` is the named colour of the background, ``loose`` those bound to nothing."""

    mentions: tuple[Mention, ...]
    place: str | None
    light: str
    view: str
    layout: Layout
    is_poster: bool
    texts: tuple[str, ...]
    vertical: bool
    ground: str | None
    loose: tuple[str, ...]
    panels: tuple[Reading, ...] = ()
    columns: int = 1


@lru_cache(maxsize=512)
def read(prompt: str) -> Reading:
    """Read a prompt; its panels, if it asks for a comic or a storyboard, are read one by one."""
    layout = _layout(prompt)
    reading = _read_flat(prompt, layout)
    if layout != "panels":
        return reading
    pieces = _panel_texts(prompt)
    panels = tuple(_with_defaults(_read_flat(piece, "scene"), reading) for piece in pieces)
    return Reading(
        reading.mentions, reading.place, reading.light, reading.view, layout, reading.is_poster, (), False,
        reading.ground, reading.loose, panels, _columns(prompt, len(panels)),
    )  # fmt: skip


def _layout(text: str) -> Layout:
    if is_kind("screens", text):
        return "screen"
    if is_kind("panels", text) and (panel_count(text) > 1 or is_kind("panels", text[:60])):
        return "panels"
    if is_kind("sheets", text):
        return "sheet"
    if is_kind("charts", text):
        return "chart"
    if is_kind("packshots", text):
        return "packshot"
    return "mural" if is_kind("murals", text) else "scene"


def panel_count(text: str) -> int:
    """How many panels a text asks for, at most MOST_PANELS; 1 if it names no number."""
    english = re.search(r"\b(two|three|four|five|six)[- ](?:\w+ ){0,2}(?:panel|frame)s?\b", text, re.IGNORECASE)
    chinese = re.search(r"([双两二三四五六])(?:格|幅|个画格|帧)", text)
    found = english or chinese
    return min(number(found[1]), MOST_PANELS) if found else 1


def _panel_texts(text: str) -> list[str]:
    count = max(2, panel_count(text))
    marks = [match.start() for match in _PANEL_MARK.finditer(text)]
    pieces = [text[start:end] for start, end in zip(marks, [*marks[1:], len(text)], strict=bool(marks))]
    if len(pieces) < count:
        pieces = [piece for piece in re.split(r"[.。;；:：]", text) if len(piece) > 3]
    if len(pieces) < count:
        pieces += [text] * (count - len(pieces))
    return pieces[-count:] if len(marks) < count else pieces[:count]


def _columns(text: str, count: int) -> int:
    if re.search(r"single column|one column|top to bottom|stacked|one above the other|自上而下|竖排|上下", text):
        return 1
    if re.search(r"two by two|two above two|2 ?[x×] ?2|两行两列|上下各两", text):
        return 2
    if re.search(r"in (?:a|one) row|side by side|two-panel|一行|一排|双格", text):
        return count
    return {1: 1, 2: 2, 3: 3, 4: 2}.get(count, 3)


def _with_defaults(panel: Reading, page: Reading) -> Reading:
    """A panel shows the page's people where it names nobody, and is in the page's place and light."""
    mentions = panel.mentions
    if not mentions:
        mentions = page.mentions[:2]
    elif not any(SUBJECTS[mention.subject].kind in ("person", "animal") for mention in mentions):
        heroes = [mention for mention in page.mentions if SUBJECTS[mention.subject].kind in ("person", "animal")]
        mentions = (*mentions, *heroes[:1])
    return Reading(
        mentions, panel.place or page.place, panel.light if panel.light != "day" else page.light, panel.view, "scene",
        False, panel.texts, False, panel.ground, panel.loose,
    )  # fmt: skip


def _read_flat(text: str, layout: Layout) -> Reading:
    quotes = list(_QUOTES.finditer(text))
    plain = _QUOTES.sub(lambda match: " " * len(match[0]), text)
    colours = shaded_mentions(plain)
    ground, colours = _ground(plain, colours)
    mentions, loose = _mentions(plain, colours)
    return Reading(
        mentions=mentions,
        place=_first(patterns("place"), plain),
        light=_first(patterns("light"), plain) or "day",
        view=_first(patterns("view"), plain) or "eye",
        layout=layout,
        is_poster=is_kind("posters", plain),
        texts=tuple(match[1].strip() for match in quotes)[:8],
        vertical=bool(re.search(r"column|vertical|upright paper str|竖排|竖列|直排|一列", plain)),
        ground=ground,
        loose=tuple(dict.fromkeys(loose)),
    )


def _first(choices: dict[str, re.Pattern[str]], text: str) -> str | None:
    """The choice whose words come first; the order decides between words close to each other."""
    best: tuple[float, str] | None = None
    for rank, (key, pattern) in enumerate(choices.items()):
        for match in pattern.finditer(text):
            if _NEGATION.search(text[: match.start()]):
                continue
            place = match.start() / max(60, len(text)) + rank * 0.012
            if best is None or place < best[0]:
                best = (place, key)
            break
    return best[1] if best else None


def _ground(text: str, colours: list[tuple[int, int, str]]) -> tuple[str | None, list[tuple[int, int, str]]]:
    """The colour of the background, and the colours without it."""
    for colour in colours:
        start, end, name = colour
        stands_alone = _GROUND_BEFORE.search(text[:start]) and re.match(r"\s*[,.:;]", text[end:] or ".")
        if stands_alone or _GROUND_AFTER.match(text[end : end + 18]):
            return name, [other for other in colours if other is not colour]
    return None, colours


def _mentions(text: str, colours: list[tuple[int, int, str]]) -> tuple[tuple[Mention, ...], list[str]]:
    nouns = [noun for noun in mentioned(text) if not _is_absent(text, noun[0], noun[1])]
    subjects = [noun for noun in nouns if not _is_purpose(text, noun[0], SUBJECTS[noun[2].subject].kind)]
    nouns = subjects or nouns
    if is_kind("nobody", text):
        nouns = [noun for noun in nouns if SUBJECTS[noun[2].subject].kind != "person" and noun[2].subject != "hand"]
    bound: dict[int, list[str]] = {}
    loose: list[str] = []
    for start, end, name in colours:
        owner = _owner(text, start, end, nouns)
        if owner is None:
            loose.append(name)
        else:
            bound.setdefault(owner, []).append(name)
    mentions: dict[str, Mention] = {}
    for index, (start, end, meaning) in enumerate(nouns):
        since = nouns[index - 1][1] if index else 0
        before, after = text[max(since, start - 28) : start], text[end : end + 60]
        traits = meaning.traits | _traits(before[-26:] + text[start:end] + _CLAUSE.split(after)[0])
        mention = Mention(
            meaning.subject, _count(before), tuple(dict.fromkeys(bound.get(index, []))), frozenset(traits)
        )
        _merge(mentions, mention)
    dressed = _dressed(list(mentions.values()))
    kept = dressed[:MOST_MENTIONS]
    dropped = [name for mention in dressed[MOST_MENTIONS:] for name in mention.colours]
    return _with_listed_colours(kept, loose + dropped)


def _is_absent(text: str, start: int, end: int) -> bool:
    """Whether a noun is negated or only compared with ("no bigger than a tea cup")."""
    before = text[max(0, start - 40) : start]
    compared = _COMPARISON_BEFORE.search(before) or _COMPARISON_AFTER.match(text[end : end + 10])
    return bool(_NEGATION.search(before) or compared)


def _is_purpose(text: str, start: int, kind: str) -> bool:
    """Whether a noun says for whom or what the picture is made ("poster for a café") rather than what it shows."""
    if not text[start].isascii():
        colon = text.find("：")
        return start < colon < 60
    return kind in ("building", "person") and bool(_PURPOSE.search(text[max(0, start - 60) : start]))


def _dressed(mentions: list[Mention]) -> list[Mention]:
    """The mentions without clothes that somebody wears: their colours go to the person named before them."""
    people = [index for index, mention in enumerate(mentions) if mention.subject in ("person", "seated", "wheelchair")]
    if not people:
        return mentions
    result = list(mentions)
    for index, mention in enumerate(mentions):
        if mention.subject == "coat":
            wearer = max((other for other in people if other < index), default=people[0])
            person = result[wearer]
            colours = tuple(dict.fromkeys((*person.colours, *mention.colours)))
            result[wearer] = Mention(person.subject, person.count, colours, person.traits | {"dressed"})
    return [mention for mention in result if mention.subject != "coat"]


def _merge(mentions: dict[str, Mention], mention: Mention) -> None:
    """The same subject named again is a second one only if it looks different."""
    key = (
        mention.subject
        + ("child" if "child" in mention.traits else "")
        + ("woman" if "woman" in mention.traits else "")
    )
    known = mentions.get(key)
    if known is None:
        mentions[key] = mention
        return
    colours = tuple(dict.fromkeys((*known.colours, *mention.colours)))
    several = min(len(colours), 6) if known.subject != "coat" else 1
    count = max(known.count, mention.count, several)
    mentions[key] = Mention(
        known.subject, count, colours, known.traits | (mention.traits if count == 1 else frozenset())
    )


def _owner(text: str, start: int, end: int, nouns: Sequence[tuple[int, int, object]]) -> int | None:
    """The noun that a colour word belongs to: the next one in its clause, else the one just before it."""
    reach = 30 if text[start].isascii() else 9
    for index, (noun_start, _, _) in enumerate(nouns):
        if end <= noun_start <= end + reach and not _CLAUSE.search(text[end:noun_start]):
            return index
        if noun_start <= start < nouns[index][1]:
            return index
    for index in range(len(nouns) - 1, -1, -1):
        noun_end = nouns[index][1]
        if noun_end <= start <= noun_end + reach * 0.8 and not re.search(r"[.;。；]", text[noun_end:start]):
            return index
    return None


def _count(before: str) -> int:
    english = list(NUMBER_EN.finditer(before))
    if (
        english
        and len(before) - english[-1].end() <= 22
        and not re.search(r"[.;:,]|\bof\b(?! a)|\binto\b", before[english[-1].end() :])
    ):
        return max(1, min(number(english[-1][1]), MOST_COUNT))
    chinese = list(NUMBER_ZH.finditer(before))
    if chinese and len(before) - chinese[-1].end() <= 7 and not _CLAUSE.search(before[chinese[-1].end() :]):
        return max(1, min(number(chinese[-1][1]), MOST_COUNT))
    return 1


def _traits(context: str) -> set[str]:
    return {trait for trait, pattern in _TRAIT_WORDS.items() if pattern.search(context)}


def _with_listed_colours(mentions: list[Mention], loose: list[str]) -> tuple[tuple[Mention, ...], list[str]]:
    """A list of colours that no noun follows ("six flasks, red, orange …") colours the largest group of things."""
    groups = [mention for mention in mentions if mention.count >= 3]
    if len(loose) >= 3 and groups:
        group = max(groups, key=lambda mention: mention.count)
        colours = tuple(dict.fromkeys((*group.colours, *loose)))
        coloured = Mention(group.subject, group.count, colours, group.traits)
        return tuple(coloured if mention is group else mention for mention in mentions), []
    return tuple(mentions), loose
