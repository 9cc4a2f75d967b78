"""A manifest is read as it was written."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.backup import BackupFault
from leaderboard.backup.manifest import FileLine, Head, packed, unpacked

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
LINES = st.lists(st.builds(FileLine, name=TEXT, size=st.integers(0, 2**60), sha256=TEXT), max_size=20)
HEADS = st.builds(
    Head,
    made_at=st.datetimes(timezones=st.just(UTC)),
    code_version=TEXT,
    migrations=st.lists(TEXT, max_size=3).map(tuple),
    missing=st.lists(TEXT, max_size=3).map(tuple),
)


@given(HEADS, LINES)
def test_what_was_packed_is_unpacked(head: Head, lines: list[FileLine]) -> None:
    read_head, read_lines = unpacked(BytesIO(packed(head, lines)))
    assert (read_head, list(read_lines)) == (head, lines)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "cannot be read"),
        (b"no manifest", "cannot be read"),
        (zstandard.compress(b'{"format": "salon-backup/9"}\n'), "its format is salon-backup/9"),
        (zstandard.compress(b'{"format": "salon-backup/1"}\n'), "cannot be read"),
    ],
)
def test_what_is_none_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(BackupFault, match=told):
        unpacked(BytesIO(data))
