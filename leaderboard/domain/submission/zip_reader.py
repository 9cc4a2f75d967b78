"""Reads an untrusted zip entry by entry, without loading it completely or trusting its own statements."""

from __future__ import annotations

import errno
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO

from leaderboard.domain.images.check import MAX_BYTES
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.submission.bundle import BundleFaultKind
from leaderboard.domain.submission.entry_names import is_folder, is_system_file, legacy_name, name_fault, with_slashes

MAX_DIRECTORY_BYTES = 8 * 2**20
"""A zip's whole directory is read when it is opened. 8 MiB hold about 80,000 names."""

_START_BYTES = 2**16
_END, _END_MAGIC = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
_END64, _END64_MAGIC = struct.Struct("<4sQ2H2L4Q"), b"PK\x06\x06"
_LOCATOR, _LOCATOR_MAGIC = struct.Struct("<4sLQL"), b"PK\x06\x07"
_SEE_ZIP64 = 0xFFFFFFFF
_TAIL_BYTES = _END.size + 0xFFFF  # the record and the longest comment after it
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, ValueError, OverflowError)
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800  # bits of an entry's flags
_MAY_BE_DAMAGE = frozenset({None, errno.EINVAL})
"""The messages of zipfile's OSErrors for offsets outside the file. Others come from the storage."""

_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class EntryRefused(ValueError):
    """The zip or one of its entries cannot be accepted; ``kind`` goes into the report."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """Open a zip whose directory has a reasonable size.

    Raises:
        EntryRefused: if it is not a zip, damaged, or its directory is too large.
        OSError: if it cannot be read, which is not a fault of the zip.
    """
    size = _directory_bytes(file)
    if size > MAX_DIRECTORY_BYTES:
        raise EntryRefused(
            BundleFaultKind.COMPRESSION_BOMB,
            f"the zip's directory has {size / 2**20:.0f} MiB; at most {MAX_DIRECTORY_BYTES // 2**20} MiB are read",
        )
    try:
        return zipfile.ZipFile(file)
    except UnicodeDecodeError as error:
        raise EntryRefused(
            BundleFaultKind.NOT_A_ZIP, "a file name is marked as UTF-8 but is not; create the zip with another program"
        ) from error
    except _DAMAGE as error:
        _need_damage(error)
        raise EntryRefused(BundleFaultKind.NOT_A_ZIP, f"the file cannot be read as a zip: {error}") from error


def _directory_bytes(file: IO[bytes]) -> int:
    """The size of the central directory in bytes: the largest that an end record states.

    zipfile uses the zip64 record if there is one; the plain record may then hold only a placeholder.
    """
    file.seek(0, 2)
    length = file.tell()
    start = max(0, length - _TAIL_BYTES)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END_MAGIC)
    if at < 0 or len(tail) - at < _END.size:
        raise EntryRefused(BundleFaultKind.NOT_A_ZIP, "the file is not a zip, or its end is missing; upload it again")
    stated = int(_END.unpack_from(tail, at)[5])
    zip64 = _zip64_directory_bytes(file, start + at - _LOCATOR.size)
    return max(zip64, 0 if zip64 and stated == _SEE_ZIP64 else stated)


def _zip64_directory_bytes(file: IO[bytes], locator_at: int) -> int:
    """The size stated by the zip64 record that the locator points to, or by one directly before the locator.

    The larger of the two; 0 without a locator.
    """
    file.seek(max(0, locator_at))
    locator = file.read(_LOCATOR.size)
    if len(locator) < _LOCATOR.size or not locator.startswith(_LOCATOR_MAGIC):
        return 0
    sizes = [0]
    for at in (int(_LOCATOR.unpack(locator)[2]), locator_at - _END64.size):
        file.seek(min(max(0, at), locator_at))
        record = file.read(_END64.size)
        if len(record) == _END64.size and record.startswith(_END64_MAGIC):
            sizes.append(int(_END64.unpack(record)[8]))
    return max(sizes)


def entry_name(info: zipfile.ZipInfo) -> str:
    """The entry's name, with slashes between its parts."""
    if info.flag_bits & _UTF8_NAME:
        return with_slashes(info.filename)
    # zipfile cuts a name off at a NUL, and so does this.
    raw = info.orig_filename.partition("\0")[0].encode("cp437", "replace")
    return with_slashes(legacy_name(raw))


def entries(archive: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], list[str]]:
    """The files of the zip, unchecked, and the shown names of ignored files that operating systems add."""
    files, ignored = [], []
    for info in archive.infolist():
        name = entry_name(info)
        if is_system_file(name):
            if not is_folder(name):
                ignored.append(shown_name(info))
        elif name_fault(name) or not is_folder(name):
            files.append(info)
    return files, ignored


def shown_name(info: zipfile.ZipInfo) -> str:
    """The entry's name in a form that is safe to show: without control characters, and of limited length."""
    return "".join(c if c.isprintable() else "�" for c in entry_name(info))[:200]


def check_entry(info: zipfile.ZipInfo) -> None:
    """Check an entry's data in the directory, before reading the entry. The compression ratio is not checked: a
    picture of one colour, saved without compression, shrinks a thousandfold.

    Raises:
        EntryRefused: the message says what is expected instead.
    """
    fault = name_fault(entry_name(info))
    if fault:
        raise EntryRefused(BundleFaultKind.UNSAFE_NAME, f"{fault}; relative names such as en/p001.png are expected")
    mode = info.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0):
        raise EntryRefused(BundleFaultKind.LINK, "a link or special file; put the picture itself into the zip")
    if info.flag_bits & _ENCRYPTED:
        raise EntryRefused(BundleFaultKind.ENCRYPTED, "the file is encrypted; create the zip without a password")
    if info.compress_type not in _METHODS:
        # With LZMA, for example, the file determines its decoder's memory.
        raise EntryRefused(
            BundleFaultKind.UNREADABLE,
            f"compressed with method {info.compress_type}; only store and deflate are accepted",
        )
    if info.file_size > MAX_BYTES:
        raise EntryRefused(
            ImageFaultKind.TOO_MANY_BYTES,
            f"{info.file_size / 2**20:.1f} MiB; at most {MAX_BYTES // 2**20} MiB are accepted",
        )


def read_entry(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, look_at: Callable[[bytes], object] = lambda start: None
) -> bytes:
    """The bytes of one entry, at most ``MAX_BYTES`` + 1, regardless of the directory.

    Args:
        look_at: gets the first bytes, and may raise an ImageFault, so that the rest is not unpacked.

    Raises:
        EntryRefused: if the entry is damaged.
        ImageFault: what ``look_at`` raises.
        OSError: if it cannot be read, which is not a fault of the zip.
    """
    try:
        with archive.open(info) as stream:
            start = stream.read(_START_BYTES)
            look_at(start)
            return start + stream.read(MAX_BYTES + 1 - len(start))
    except ImageFault:
        raise
    except _DAMAGE as error:
        _need_damage(error)
        raise EntryRefused(BundleFaultKind.UNREADABLE, f"the file is damaged inside the zip: {error}") from error


def _need_damage(error: Exception) -> None:
    """Raise the storage's own error, also if zipfile has turned it into "not a zip"."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno not in _MAY_BE_DAMAGE:
            raise cause
        cause = cause.__context__
