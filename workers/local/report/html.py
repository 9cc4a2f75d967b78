"""Elements of HTML. All texts and attributes are escaped; ``Markup`` is what is markup already."""

from __future__ import annotations

from html import escape


class Markup(str):
    """HTML, not text."""

    __slots__ = ()


Content = str | None
"""Text, or Markup; None is left out."""


def join(*parts: Content) -> Markup:
    """The parts one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts if part is not None))


def tag(name: str, *parts: Content, **attributes: str | None) -> Markup:
    """An element. ``class_`` is the attribute "class"; one that is None is left out, one that is "" has no value."""
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + (f'="{escape(value)}"' if value else "")
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{given}>{join(*parts)}</{name}>")


def image(source: str, alt: str, width: int, height: int) -> Markup:
    """A picture that is decoded when it comes into view."""
    size = f'width="{width}" height="{height}"'
    return Markup(f'<img src="{escape(source)}" alt="{escape(alt)}" {size} loading="lazy" decoding="async">')
