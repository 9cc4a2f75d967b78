"""Recomputes a submission's scores: ``python -m leaderboard.offline.verify EVIDENCE``, or ``salon verify EVIDENCE``.

Needs neither Django nor the site: the evidence file contains the raw replies, the judge profile and the claimed scores.
"""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import zstandard

from leaderboard.domain.publishing.evidence import EvidenceDiffers, EvidenceOfAnotherParser, Verified, verify

OTHER_VERSION = """\
  The submission's release names the version of the code that reads them. Check that version out and verify again:
  for 0.1.0.dev170+g4a395f7c21b0 with `git checkout 4a395f7c21b0`, for 0.1.0 with `git checkout v0.1.0`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was verified and return 0, or the first difference and 1, or why it cannot be checked and 2."""
    parser = ArgumentParser(prog="python -m leaderboard.offline.verify", description=__doc__)
    parser.add_argument("evidence", type=Path, help="an evidence file (.jsonl.zst) as downloaded")
    path: Path = parser.parse_args(arguments).evidence
    try:
        verified = verify_file(path)
    except EvidenceDiffers as difference:
        return _say(f"DIFFERS  {path.name}: {difference}", 1)
    except EvidenceOfAnotherParser as reason:
        return _say(f"UNCHECKED  {path.name}: {reason}\n{OTHER_VERSION}", 2)
    except OSError as error:
        return _say(f"UNCHECKED  {path}: it cannot be read ({error.strerror})", 2)
    return _say(described(path, verified), 0)


def verify_file(path: Path) -> Verified:
    """Recompute everything in an evidence file.

    Raises:
        EvidenceDiffers: at the first difference, or if it is not in the layout of an evidence file.
        EvidenceOfAnotherParser: if this program reads replies differently.
        OSError: if the file cannot be read.
    """
    try:
        return verify(_lines(path))
    except (zstandard.ZstdError, AttributeError, LookupError, TypeError, ValueError) as error:
        words = f"not in the layout of an evidence file ({type(error).__name__}: {error})"
        raise EvidenceDiffers(words) from error


def head_of(path: Path) -> dict[str, Any]:
    """The head of a verified evidence file, with what it claims."""
    head: dict[str, Any] = json.loads(next(_lines(path)))
    return head


def is_local(path: Path) -> bool:
    """Whether a file claims to be from a local run, which has no submission. False for what is not evidence."""
    try:
        return head_of(path).get("submission") == 0
    except (zstandard.ZstdError, AttributeError, StopIteration, ValueError):
        return False


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def described(path: Path, verified: Verified) -> str:
    """What was verified, in lines for people."""
    whose = f"submission {verified.submission}" if verified.submission else "judged locally"
    return (
        f"MATCHES  {path.name}: {whose}, {verified.pictures} pictures, "
        f"{verified.judgements} judgements, {verified.scores} scores computed again\n"
        f"{_withheld(verified)}{_excluded(verified)}{_settings(verified)}"
        f"  file           {sha256_of(path)}\n"
        f"  judge profile  {verified.profile_sha256}\n"
        f"  suite          {verified.suite_sha256}\n"
        f"  what was judged  {verified.judged_sha256}"
    )


def _withheld(verified: Verified) -> str:
    if not verified.withheld:
        return ""
    count = verified.withheld
    return f"  {count} of the judgements are taken as claimed: their replies would reveal the hidden prompts\n"


def _excluded(verified: Verified) -> str:
    if not verified.excluded:
        return ""
    count = len(verified.excluded)
    # Operators' texts come from a file: line breaks could imitate lines of this program.
    lines = "".join(f"    {' '.join(line.split())}\n" for line in verified.excluded)
    return f"  {count} picture{'s' if count != 1 else ''} excluded from scoring by the operators:\n{lines}"


def _settings(verified: Verified) -> str:
    if not verified.settings:
        return ""
    stated = ", ".join(f"{name} {' '.join(str(value).split())}" for name, value in verified.settings.items())
    return f"  settings       {stated} (as stated by the author)\n"


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
