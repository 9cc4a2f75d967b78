"""Why an operator's action was not done."""

from __future__ import annotations


class ActionRefused(ValueError):
    """The action is not possible as things stand; the message says why and what to do. Nothing was changed."""
