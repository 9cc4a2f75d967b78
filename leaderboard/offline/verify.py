"""Computes a published submission's scores again: ``python -m leaderboard.offline.verify EVIDENCE``.

Needs neither Django nor the site: the evidence file holds the raw replies, the judge profile and what was claimed.
"""

from __future__ import annotations

import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

import zstandard

from leaderboard.domain.publishing.evidence import EvidenceDiffers, EvidenceOfAnotherParser, Verified, verify


def main(arguments: Sequence[str] | None = None) -> int:
    """Say what was verified and return 0, or the first difference and 1, or why it cannot be checked and 2."""
    parser = ArgumentParser(prog="python -m leaderboard.offline.verify", description=__doc__)
    parser.add_argument("evidence", type=Path, help="an evidence file (.jsonl.zst) as downloaded")
    path: Path = parser.parse_args(arguments).evidence
    try:
        found = verify(_lines(path))
    except EvidenceDiffers as difference:
        return _say(f"DIFFERS  {path.name}: {difference}", 1)
    except EvidenceOfAnotherParser as reason:
        return _say(f"UNCHECKED  {path.name}: {reason}; use the version of Salon that its release names", 2)
    except (zstandard.ZstdError, KeyError, TypeError, ValueError) as error:
        return _say(f"DIFFERS  {path.name}: not laid out as an evidence file ({type(error).__name__}: {error})", 1)
    return _say(
        f"MATCHES  {path.name}: submission {found.submission}, {found.pictures} pictures, "
        f"{found.judgements} judgements, {found.scores} scores computed again\n"
        f"{_withheld(found)}"
        f"  file           {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        f"  judge profile  {found.profile_sha256}\n"
        f"  suite          {found.suite_sha256}",
        0,
    )


def _withheld(found: Verified) -> str:
    if not found.withheld:
        return ""
    return (
        f"  {found.withheld} of the judgements are taken as claimed: their replies would tell of the hidden prompts\n"
    )


def _say(text: str, code: int) -> int:
    sys.stdout.write(f"{text}\n")
    return code


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as stream:
        rest = b""
        while chunk := stream.read(1 << 20):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
        if rest:
            yield rest


if __name__ == "__main__":
    sys.exit(main())
