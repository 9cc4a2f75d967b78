"""Tables of which there are too many to store each: they are made for each request, in memory."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from leaderboard.downloads.release_files import Form, write_table
from leaderboard.downloads.tables import Table


@dataclass(frozen=True, slots=True)
class MadeFile:
    """The file in memory."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'

    def open(self) -> BinaryIO:
        """Its bytes, seekable."""
        return io.BytesIO(self.data)


def made_file(table: Table, form: Form) -> MadeFile:
    """The table in one of the three forms."""
    file = io.BytesIO()
    write_table(table, form, file)
    return MadeFile(file.getvalue())
