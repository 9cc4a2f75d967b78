"""Several pictures of one prompt in one language: its samples, counted from 0 in code and from 1 for people."""

from __future__ import annotations

from typing import Final

MOST_SAMPLES: Final = 4
"""The largest number of pictures per prompt that a submission may declare."""
