"""Colour words in English and Chinese: what a prompt names, how it is drawn, and where it lies in colour space.

The sample generator draws with ``rgb``; the pixel judge looks for ``region``. Both read a prompt with
``named_colours``, so that they agree on which colours it names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LchRegion:
    """A part of CIE LCh: lightness 0–100, chroma 0–134, hue in degrees (a span may start below 0°)."""

    lightness: Span
    chroma: Span
    hue: Span = (0.0, 360.0)


@dataclass(frozen=True, slots=True)
class ColourWord:
    """One basic colour: a typical sRGB value, the region of colours that people call by its name, and its words."""

    name: str
    rgb: tuple[int, int, int]
    region: LchRegion
    english: tuple[str, ...]
    chinese: tuple[str, ...]


def _colour(name: str, rgb: tuple[int, int, int], region: LchRegion, english: str, chinese: str) -> ColourWord:
    return ColourWord(name, rgb, region, (name, *english.split()), tuple(chinese.split()))


# Regions overlap on purpose: one viewer's gold is another's yellow.
COLOURS: tuple[ColourWord, ...] = (
    _colour("red", (204, 32, 40), LchRegion((18, 66), (36, 134), (8, 52)),
            "crimson scarlet vermilion ruby coral-red", "红 朱红 珊瑚红 暗红 绯红"),
    _colour("orange", (236, 126, 28), LchRegion((48, 88), (42, 134), (48, 80)),
            "tangerine amber", "橙 橘色 橘红 橙红"),
    _colour("yellow", (246, 208, 44), LchRegion((60, 100), (38, 134), (78, 112)),
            "golden-yellow saffron-yellow lemon-yellow", "黄 金黄 枯黄 柠檬黄"),
    _colour("green", (46, 148, 70), LchRegion((18, 96), (18, 134), (110, 174)),
            "emerald jade-green moss-green", "绿 翠绿 碧绿 青翠 苔绿"),
    _colour("cyan", (38, 184, 188), LchRegion((25, 96), (13, 134), (172, 238)),
            "turquoise teal aquamarine", "青色 淡青 浅青 青绿 淡青绿 绿松石 湖蓝"),
    _colour("blue", (40, 92, 204), LchRegion((8, 88), (16, 134), (236, 314)),
            "navy azure cobalt indigo ultramarine", "蓝 靛蓝 钴蓝 藏青 深藏青 天青 石青"),
    _colour("purple", (132, 62, 172), LchRegion((12, 80), (17, 134), (300, 345)),
            "violet lilac lavender mauve", "紫"),
    _colour("pink", (242, 142, 172), LchRegion((56, 96), (12, 134), (-30, 42)),
            "rose-pink magenta", "粉色 粉红 淡粉 浅粉 桃红"),
    _colour("brown", (124, 76, 40), LchRegion((14, 54), (14, 58), (35, 85)),
            "chestnut tan umber sepia", "棕 褐 咖啡色 赭石"),
    _colour("gold", (214, 170, 52), LchRegion((48, 92), (34, 134), (68, 98)),
            "golden gilded gilt", "金色 黄金 金字 金叶 金箔 鎏金 烫金 镀金 金光"),
    _colour("beige", (228, 212, 178), LchRegion((70, 98), (6, 42), (60, 115)),
            "cream ivory", "米色 米白 米黄 象牙色 奶油色 杏色"),
    _colour("black", (24, 24, 28), LchRegion((0, 22), (0, 16)),
            "jet-black pitch-black", "黑 漆黑 墨黑"),
    _colour("white", (244, 244, 242), LchRegion((87, 100), (0, 12)),
            "snow-white", "白 雪白 洁白 纯白 素白"),
    _colour("grey", (132, 134, 138), LchRegion((25, 84), (0, 10)),
            "gray", "灰 深灰 浅灰 墨灰"),
    _colour("silver", (190, 194, 200), LchRegion((56, 94), (0, 11)),
            "silvery", "银色 银白 银灰"),
)  # fmt: skip

COLOURS_BY_NAME = {colour.name: colour for colour in COLOURS}

# Words that contain a colour word but name something else. They match first because they are longer.
_NOT_COLOURS_ENGLISH = (
    "orange juice|orange tree|orange blossom|white house|white space|black hole|black tea|green tea|red tape"
)
_NOT_COLOURS_CHINESE = (
    "空白 明白 白天 白昼 白日 白领 白菜 白酒 表白 坦白 告白 对白 旁白 白毫 李白 白费 "
    "黑暗 黑夜 黑客 石灰 灰尘 烟灰 灰烬 灰心 棕榈 橙子 橙汁 香橙 黄昏 黄瓜 黄河 黄铜 黄山 黄油 蛋黄 黄豆 "
    "藏红花 红酒 红茶 红薯 口红 红外 红包 网红 绿茶 绿化 绿豆 蓝图 蓝牙 蓝莓 紫外 紫禁城 紫砂 紫菜 紫薯"
)


def _lookup() -> dict[str, str]:
    words = {word: colour.name for colour in COLOURS for word in (*colour.english, *colour.chinese)}
    # "golden yellow" and "golden-yellow" are the same word.
    words |= {word.replace("-", " "): name for word, name in words.items() if "-" in word}
    return words


def _pattern(words: dict[str, str]) -> re.Pattern[str]:
    def longest_first(choices: list[str]) -> str:
        return "|".join(re.escape(choice) for choice in sorted(choices, key=len, reverse=True))

    english = [word for word in words if word.isascii()] + _NOT_COLOURS_ENGLISH.split("|")
    chinese = [word for word in words if not word.isascii()] + _NOT_COLOURS_CHINESE.split()
    # Only ASCII letters bound a word: Chinese text has no space between "red" and the next character.
    bounded = rf"(?<![A-Za-z])(?:{longest_first(english)})(?![A-Za-z])"
    return re.compile(f"{bounded}|{longest_first(chinese)}", re.IGNORECASE)


_NAMES = _lookup()
_COLOUR_WORD = _pattern(_NAMES)


def colour_mentions(text: str) -> list[tuple[int, int, str]]:
    """(start, end, name of the basic colour) of every colour word in a text, in its order."""
    matches = ((match, _NAMES.get(match[0].lower())) for match in _COLOUR_WORD.finditer(text))
    return [(match.start(), match.end(), name) for match, name in matches if name is not None]


_PALE = re.compile(r"(?:\b(?:pale|light|soft|mint|faded|pastel|sky)[ -]?|浅|淡|粉)$", re.IGNORECASE)
_DEEP = re.compile(r"(?:\b(?:dark|deep|bottle|navy|ink|midnight)[ -]?|深|暗|墨|藏)$", re.IGNORECASE)
_STEPS: dict[str, tuple[tuple[int, int, int], float]] = {"+": ((255, 255, 255), 0.42), "-": ((16, 16, 30), 0.36)}


def shaded_mentions(text: str) -> list[tuple[int, int, str]]:
    """Like ``colour_mentions``, with "+" behind the name of a pale colour and "-" behind that of a deep one."""
    result = []
    for start, end, name in colour_mentions(text):
        before = text[max(0, start - 9) : start]
        step = "+" if _PALE.search(before) else "-" if _DEEP.search(before) else ""
        result.append((start, end, name if name in ("black", "white") else name + step))
    return result


def shade(name: str) -> tuple[int, int, int]:
    """The sRGB value of a colour from ``shaded_mentions``."""
    rgb = COLOURS_BY_NAME[name.rstrip("+-")].rgb
    if name[-1] not in _STEPS:
        return rgb
    goal, share = _STEPS[name[-1]]
    red, green, blue = (round(value + (other - value) * share) for value, other in zip(rgb, goal, strict=True))
    return red, green, blue


def named_colours(text: str) -> tuple[str, ...]:
    """The basic colours that a text names, each once, in the order of first mention."""
    return tuple(dict.fromkeys(name for _, _, name in colour_mentions(text)))
