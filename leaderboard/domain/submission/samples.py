"""Several pictures of one prompt in one language: its samples, counted from 0 in code and from 1 in names and texts."""

from __future__ import annotations

import re
from typing import Final

MOST_SAMPLES: Final = 4
"""The largest number of pictures per prompt that a submission may declare."""

_EXACT = re.compile(r"(.+)\.([1-9]\d?)")
_LOOSE = re.compile(rf"(.+?)(?:[._ -]+([1-{MOST_SAMPLES}])| *\(([1-{MOST_SAMPLES}])\))")


def stem_and_sample(stem: str) -> tuple[str, int | None]:
    """A file's stem without the number after its last dot, and the sample that the number means; None without one.

    ``p001.en.2`` is sample 1 of ``p001.en``. Numbers above MOST_SAMPLES are read, too, so that they can be refused.
    """
    found = _EXACT.fullmatch(stem)
    return (found[1], int(found[2]) - 1) if found else (stem, None)


def loose_stem_and_sample(stem: str) -> tuple[str, int | None]:
    """As ``stem_and_sample``, for the ways in which people number files: ``cat_2``, ``cat-2``, ``cat (2)``."""
    found = _LOOSE.fullmatch(stem)
    return (found[1], int(found[2] or found[3]) - 1) if found else (stem, None)


def not_declared(sample: int, samples: int) -> str:
    """Why a picture with this sample is refused in a submission with fewer pictures per prompt, and what to do."""
    number = sample + 1
    if sample >= MOST_SAMPLES:
        return f"this is picture {number} of its prompt; at most {MOST_SAMPLES} pictures per prompt are possible"
    return (
        f"this is picture {number} of its prompt, but the submission declares {samples}; declare {number} pictures per "
        "prompt, or remove the file"
    )
