"""The faults of an untrusted picture."""

from __future__ import annotations

from leaderboard.domain.text_enum import StrEnum


class ImageFaultKind(StrEnum):
    """What is wrong with a picture; a bundle's report groups by it.

    TOO_COMPLEX: refused before decoding, because the file consists of far more parts than a picture needs.
    TOO_COSTLY: decoding was stopped at its limit of CPU time or memory.
    TAKEN_DOWN: operators had the same file deleted.
    """

    TOO_MANY_BYTES = "too_many_bytes"
    UNDECODABLE = "undecodable"
    WRONG_FORMAT = "wrong_format"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    ANIMATED = "animated"
    WRONG_MODE = "wrong_mode"
    TOO_COMPLEX = "too_complex"
    TOO_COSTLY = "too_costly"
    TAKEN_DOWN = "taken_down"


class ImageFault(ValueError):
    """A picture that is not accepted; the message says what is wrong and what is expected."""

    def __init__(self, kind: ImageFaultKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
