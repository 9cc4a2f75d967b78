"""What a backup consists of: a head and a line per file, as JSON lines in a compressed file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any

import zstandard

from leaderboard.backup import BackupFault

FORMAT = "salon-backup/1"


@dataclass(frozen=True, slots=True)
class FileLine:
    """A stored file by its name; its bytes are the object of that SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Head:
    """The description of a whole backup.

    - ``made_at``: the moment of its snapshot, by the database's clock.
    - ``code_version``, ``migrations``: of the site at that time; migrations as "app.name".
    - ``postgres``, ``pg_dump``: major versions of the server and of the program that wrote the dump.
    - ``database_size`` (bytes) and ``database_sha256``: of the dump.
    - ``missing``: names of files that rows of the snapshot name and that nobody had.
    """

    made_at: datetime
    code_version: str
    migrations: tuple[str, ...]
    postgres: int
    pg_dump: int
    database_size: int
    database_sha256: str
    missing: tuple[str, ...]


def packed(head: Head, files: Iterable[FileLine]) -> bytes:
    """The manifest's bytes."""
    fields = {"format": FORMAT, **asdict(head), "made_at": head.made_at.isoformat()}
    lines = [json.dumps(fields), *(json.dumps(asdict(line), ensure_ascii=False) for line in files)]
    return zstandard.ZstdCompressor().compress("".join(f"{line}\n" for line in lines).encode())


def unpacked(file: IO[bytes]) -> tuple[Head, Iterator[FileLine]]:
    """The head, and the lines as they are read.

    Raises:
        BackupFault: if it is of another format, or no manifest.
    """
    text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file, closefd=False), encoding="utf-8")
    try:
        head = _head(json.loads(text.readline()))
    except (zstandard.ZstdError, ValueError, KeyError, TypeError) as error:
        raise BackupFault(f"its manifest cannot be read ({error})") from error
    return head, (FileLine(**json.loads(line)) for line in text)


def _head(fields: Mapping[str, Any]) -> Head:
    given = dict(fields)
    form = given.pop("format")
    if form != FORMAT:
        raise BackupFault(
            f"its format is {form}, and this version of Salon reads {FORMAT}: use the version that wrote it"
        )
    given["made_at"] = datetime.fromisoformat(given["made_at"])
    return Head(**{**given, "migrations": tuple(given["migrations"]), "missing": tuple(given["missing"])})
