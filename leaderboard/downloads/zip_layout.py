"""The bytes of a zip around the contents of its members, which are stored, not deflated.

They are laid out before any content is read, so the archive's length is known in advance, the same members give the
same bytes, and any part can be made without the parts before it. Dates are fixed. The format is PKWARE's APPNOTE 6.3;
offsets beyond 4 GiB use its "zip64" form.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_VERSION, _VERSION_ZIP64 = 20, 45
_UTF8_NAMES = 0x800
_TIME, _DATE = 0, 0x21  # midnight of 1980-01-01, the earliest that the format knows
_UNIX = 3 << 8
_READABLE_FILE = 0o100644 << 16
_MOST_16, _MOST_32 = 0xFFFF, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive; ``size`` in bytes, below 4 GiB."""

    name: str
    size: int
    crc32: int


def local_header(member: Member) -> bytes:
    """The bytes before the member's content."""
    name = member.name.encode()
    facts = (_UTF8_NAMES, 0, _TIME, _DATE, member.crc32, member.size, member.size, len(name), 0)
    return struct.pack("<4sHHHHHLLLHH", b"PK\3\4", _VERSION, *facts) + name


def directory(members: Sequence[Member]) -> bytes:
    """The bytes after the last member's content: the list of members, and the offset at which it begins."""
    entries, offset = [], 0
    for member in members:
        entries.append(_entry(member, offset))
        offset += len(local_header(member)) + member.size
    listed = b"".join(entries)
    return listed + _end(len(entries), len(listed), offset)


def _entry(member: Member, offset: int) -> bytes:
    name = member.name.encode()
    is_far = offset >= _MOST_32
    extra = struct.pack("<HHQ", 1, 8, offset) if is_far else b""
    version = _VERSION_ZIP64 if is_far else _VERSION
    facts = (_UTF8_NAMES, 0, _TIME, _DATE, member.crc32, member.size, member.size, len(name), len(extra))
    place = (0, 0, 0, _READABLE_FILE, min(offset, _MOST_32))
    return struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", _UNIX | version, version, *facts, *place) + name + extra


def _end(count: int, size: int, offset: int) -> bytes:
    far = b""
    if count >= _MOST_16 or offset >= _MOST_32 or size >= _MOST_32:
        versions = _VERSION_ZIP64, _VERSION_ZIP64
        far = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, *versions, 0, 0, count, count, size, offset)
        far += struct.pack("<4sLQL", b"PK\6\7", 0, offset + size, 1)
    counts = min(count, _MOST_16), min(count, _MOST_16)
    return far + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, *counts, min(size, _MOST_32), min(offset, _MOST_32), 0)
