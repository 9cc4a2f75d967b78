"""The refusal of an author's request."""

from __future__ import annotations


class SubmissionRefused(ValueError):
    """An author's request cannot be carried out; the message says what was expected."""
