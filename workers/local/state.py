"""What has been judged so far: a SQLite file that survives the end of the process at any moment."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

_TABLE = """
    CREATE TABLE IF NOT EXISTS judgement (
        profile TEXT NOT NULL, image TEXT NOT NULL, prompt TEXT NOT NULL, dimension TEXT NOT NULL, record TEXT NOT NULL,
        PRIMARY KEY (profile, image, prompt, dimension)
    ) WITHOUT ROWID
"""


class StateBroken(Exception):
    """The file cannot be used; the message says why and what to do."""


class Asked(NamedTuple):
    """What a judgement depends on: the seal of the judge profile, the SHA-256 of the picture, the prompt's text."""

    profile_sha256: str
    image_sha256: str
    prompt: str


class State:
    """The recorded judgements. One process at a time can use a file.

    A judgement is found again if its picture, its prompt's text and the judge profile are the same, whatever the file's
    name, the suite or the other pictures: a changed picture alone is judged again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._rows = sqlite3.connect(path, isolation_level=None, timeout=1.0)
            # Exclusive from the first write on, and released by the system even if the process is killed.
            for line in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
                self._rows.execute(f"PRAGMA {line}").fetchall()
            self._rows.execute("BEGIN EXCLUSIVE")
            self._rows.execute(_TABLE)
            self._rows.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise StateBroken(f"{path} cannot be used ({error}); does another salon judge use this folder?") from error
        except sqlite3.DatabaseError as error:
            raise StateBroken(f"{path} is damaged ({error}); delete it, and everything is judged again") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    def recorded(self, asked: Asked) -> dict[str, dict[str, Any]]:
        """The judgements of a picture by dimension, as ``judgement_record`` makes them."""
        rows = self._rows.execute(
            "SELECT dimension, record FROM judgement WHERE profile = ? AND image = ? AND prompt = ?", _key(asked)
        )
        return {dimension: json.loads(record) for dimension, record in rows}

    def record(self, asked: Asked, records: Iterable[Mapping[str, Any]]) -> None:
        """Keep judgements of a picture: when this returns, they are on the disk.

        Raises:
            StateBroken: when they cannot be written.
        """
        rows = [(*_key(asked), record["dimension"], json.dumps(record)) for record in records]
        try:
            self._rows.execute("BEGIN")
            self._rows.executemany("INSERT OR IGNORE INTO judgement VALUES (?, ?, ?, ?, ?)", rows)
            self._rows.execute("COMMIT")
        except sqlite3.Error as error:
            raise StateBroken(f"{self._path} cannot be written ({error}); is the disk full?") from error


def _key(asked: Asked) -> tuple[str, str, str]:
    return asked.profile_sha256, asked.image_sha256, hashlib.sha256(asked.prompt.encode()).hexdigest()
