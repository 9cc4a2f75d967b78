"""Draws Open Graph cards with Pillow: the pictures that other sites show for a link to a board or model."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

from leaderboard.domain.texts import shown_line
from leaderboard.web.sharing.card_font import card_font, drawable

SIZE = WIDTH, HEIGHT = 1200, 630
"""px, the size that Open Graph readers expect."""

_PAPER, _INK, _QUIET, _ACCENT, _TRACK = "#fdfdfc", "#17181b", "#63666e", "#33449f", "#e4e4e1"
_MARGIN, _PICTURE, _GAP = 64, 236, 20
_TEXT_WIDTH = WIDTH - 2 * _MARGIN - 2 * _PICTURE - 2 * _GAP - 20
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """One score: its label, the filled share of its bar (0 to 1), and the number as text."""

    label: str
    share: float
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """The content of a card; ``pictures`` are our own WebP copies, of which the first four are shown."""

    title: str
    subtitle: str
    lines: Sequence[Line]
    pictures: Sequence[bytes]
    note: str = ""


def draw(card: Card) -> bytes:
    """The card as PNG."""
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    # Without pictures the text has the whole width.
    width = _TEXT_WIDTH if card.pictures else WIDTH - 2 * _MARGIN
    pen.text((_MARGIN, 54), "Salon", font=card_font(30), fill=_ACCENT)
    pen.text((_MARGIN, 104), _fitted(card.title, 54, width), font=card_font(54), fill=_INK)
    pen.text((_MARGIN, 178), _fitted(card.subtitle, 26, width), font=card_font(26), fill=_QUIET)
    for row, line in enumerate(card.lines):
        _line(pen, line, 244 + row * 54, width)
    if card.note:
        pen.text((_MARGIN, HEIGHT - 62), _fitted(card.note, 24, width), font=card_font(24), fill=_QUIET)
    _hang(image, card.pictures)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _line(pen: ImageDraw.ImageDraw, line: Line, top: int, width: int) -> None:
    pen.text((_MARGIN, top), _fitted(line.label, 26, width - 130), font=card_font(26), fill=_INK)
    pen.text((_MARGIN + width, top), drawable(line.value), font=card_font(26), fill=_INK, anchor="ra")
    pen.rectangle((_MARGIN, top + 40, _MARGIN + width, top + 45), fill=_TRACK)
    if line.share > 0:
        pen.rectangle((_MARGIN, top + 40, _MARGIN + round(width * min(line.share, 1.0)), top + 45), fill=_ACCENT)


def _hang(image: Image.Image, pictures: Sequence[bytes]) -> None:
    """The pictures in a grid of two by two at the right."""
    left = WIDTH - _MARGIN - 2 * _PICTURE - _GAP
    for number, data in enumerate(pictures[:4]):
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as opened:
            picture = ImageOps.fit(opened.convert("RGB"), (_PICTURE, _PICTURE))
        column, row = number % 2, number // 2
        image.paste(picture, (left + column * (_PICTURE + _GAP), _MARGIN + 5 + row * (_PICTURE + _GAP)))


def _fitted(text: str, size: int, width: int) -> str:
    """The text in one line, cut off with an ellipsis where it is wider than ``width``."""
    font, text = card_font(size), drawable(shown_line(text))
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + _ELLIPSIS) > width:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
