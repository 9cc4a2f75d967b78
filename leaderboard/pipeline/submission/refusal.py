"""The refusal of an author's request."""

from __future__ import annotations

from collections.abc import Sequence


class SubmissionRefused(ValueError):
    """An author's request cannot be carried out; the message says what was expected.

    ``faults``: single faults, each with what it is about in front, for requests that have many.
    """

    faults: Sequence[str] = ()
