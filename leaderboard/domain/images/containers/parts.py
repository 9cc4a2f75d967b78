"""One part of a picture file: a JPEG segment, a PNG chunk or a WebP chunk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.domain.images.faults import ImageFault, ImageFaultKind


@dataclass(frozen=True, slots=True)
class Part:
    """``kind``: a PNG's or WebP's four letters, or a JPEG's marker byte. The part is ``data[start:end]``, its content
    begins at ``body``. The last part of a file that is cut short ends with the file."""

    kind: bytes
    start: int
    body: int
    end: int


def joined(data: bytes, head: bytes, parts: Iterable[Part]) -> bytes:
    """A file of these parts; ``head`` precedes the first one."""
    view = memoryview(data)
    return b"".join((head, *(view[part.start : part.end] for part in parts)))


def too_many(form: str, most: int, things: str) -> ImageFault:
    """The fault of a file with more than ``most`` things; counting stops there."""
    return ImageFault(
        ImageFaultKind.TOO_COMPLEX,
        f"a {form} file with more than {most:,} {things}; at most {most:,} are accepted: save the picture again",
    )
