"""Words for subjects, in English and Chinese, from ``words.txt``.

One line per meaning. English words match with their regular plurals; where words overlap, the longest wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

_WORDS = Path(__file__).with_name("words.txt")

_COUNTS_EN = {
    "a pair of": 2, "two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twin": 2, "several": 3, "dozens of": 9, "twenty": 20,
}  # fmt: skip
_COUNTS_ZH = {
    "一": 1,
    "两": 2,
    "二": 2,
    "双": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "几": 3,
    "数": 5,
}
_CLASSIFIERS = "只个位名条艘座辆片朵棵匹头把张件枚颗幅盏株根块顶碗杯瓶罐盒本台架间栋群排串对堆"
NUMBER_EN = re.compile(rf"\b({'|'.join(sorted(_COUNTS_EN, key=len, reverse=True))}|\d{{1,2}})\b", re.IGNORECASE)
NUMBER_ZH = re.compile(rf"([{''.join(_COUNTS_ZH)}]|\d{{1,2}})[{_CLASSIFIERS}]")


def number(word: str) -> int:
    """The count that a number word or figure names."""
    return int(word) if word.isdigit() else _COUNTS_EN.get(word.lower()) or _COUNTS_ZH.get(word, 1)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A subject's name ("-" for words that only look like one) and its traits."""

    subject: str
    traits: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, Meaning], re.Pattern[str]]:
    meanings: dict[str, Meaning] = {}
    for row in _WORDS.read_text("utf-8").splitlines()[1:]:
        name, english, chinese = (cell.split() for cell in row.split("|"))
        subject, *traits = name[0].replace("·", " ").split("+")
        for word in (*english, *chinese):
            meanings.setdefault(word.replace("·", " ").lower(), Meaning(subject, frozenset(traits)))
    longest_first = sorted(meanings, key=len, reverse=True)
    english_words = "|".join(re.escape(word) for word in longest_first if ord(word[-1]) < 0x2000)
    chinese_words = "|".join(re.escape(word) for word in longest_first if ord(word[-1]) >= 0x2000)
    return meanings, re.compile(rf"\b({english_words})(?:'s|’s|e?s)?\b|({chinese_words})", re.IGNORECASE)


def mentioned(text: str) -> list[tuple[int, int, Meaning]]:
    """(start, end, meaning) of every word that names a subject, in the order of the text."""
    meanings, pattern = _lexicon()
    found = [(match.start(), match.end(), meanings[(match[1] or match[2]).lower()]) for match in pattern.finditer(text)]
    named = [mention for mention in found if mention[2].subject != "-"]
    return [mention for mention, after in zip_longest(named, named[1:]) if not _qualifies(text, mention, after)]


def _qualifies(text: str, mention: tuple[int, int, Meaning], after: tuple[int, int, Meaning] | None) -> bool:
    """Whether a noun only describes the next one: in "glass flasks" or "coffee shop" the last noun counts."""
    if after is None or mention[2].subject in ("person", "seated", "wheelchair", "hand"):
        return False
    between = text[mention[1] : after[0]]
    return between in ("", "-") or (between == " " and text[mention[1] - 1].isascii())
