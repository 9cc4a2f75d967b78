"""HTML as a browser takes it: its elements in order, and its texts with the elements around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BY_THEMSELVES = frozenset({"bdi", "option", "title"})
"""An option has a line of its own, and a title cannot hold elements."""

_WITHOUT_END = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Markup(HTMLParser):
    """``elements``: every start tag with its attributes' names. ``texts``: each text with the elements that hold it.

    ``in_line``: the texts that share the direction of the text around them.
    """

    html: str
    elements: list[tuple[str, ...]] = field(default_factory=list)
    texts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    in_line: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    directions: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *sorted(name for name, _ in attrs)))
        if tag not in _WITHOUT_END:
            self.open.append(tag)
            self.directions.append(tag in _BY_THEMSELVES or ("dir", "auto") in attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *sorted(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            self.directions.pop()
            if self.open.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        self.texts.append((data, tuple(self.open)))
        if not any(self.directions):
            self.in_line.append(data)

    def text_of(self, tag: str) -> list[str]:
        """The texts directly within elements of a kind."""
        return [text for text, around in self.texts if around and around[-1] == tag]
