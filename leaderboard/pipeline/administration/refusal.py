"""The refusal of an operator's action."""

from __future__ import annotations


class ActionRefused(ValueError):
    """The action is not possible now; the message says why and what to do. Nothing was changed."""
