"""Seeds of pictures: the same for every submission, so that two runs of a generator start from the same noise."""

from __future__ import annotations

import hashlib

SEED_BITS = 31
"""What every API accepts; several refuse larger numbers."""


def seed_of(prompt_key: str, language: str, sample: int = 0) -> int:
    """The seed of a picture, 0 to 2³¹ − 1: the first 31 bits of the SHA-256 over key, language and sample, each on a
    line."""
    digest = hashlib.sha256(f"{prompt_key}\n{language}\n{sample}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - SEED_BITS)
