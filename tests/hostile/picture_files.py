"""Picture files that are built to keep a decoder busy, to fill its memory, or to mislead it."""

from __future__ import annotations

import zlib
from functools import cache

from PIL import Image

from tests.leaderboard.domain.pictures import animation, chunk, encoded, picture, png, raw_png

MIB = 2**20
_NEARLY_ALL = 31 * MIB


@cache
def baseline() -> bytes:
    return encoded(picture(), "JPEG")


@cache
def progressive(side: int) -> bytes:
    return encoded(Image.new("RGB", (side, side), "red"), "JPEG", progressive=True)


def jpeg_with(extra: bytes, *, at: int = 2) -> bytes:
    data = baseline()
    at = at if at >= 0 else len(data) + at
    return data[:at] + extra + data[at:]


def segment(code: int, content: bytes) -> bytes:
    return bytes([0xFF, code]) + (len(content) + 2).to_bytes(2, "big") + content


def scans(count: int, side: int = 4000) -> bytes:
    """A progressive JPEG with further scans, each of which passes over all blocks and changes nothing."""
    data = progressive(side)
    refinement = segment(0xDA, b"\x03\x01\x00\x02\x00\x03\x00\x00\x00\x10") + bytes(120)
    return data[:-2] + refinement * count + data[-2:]


def exif_segments() -> bytes:
    one = segment(0xE1, b"Exif\0\0ab")
    return jpeg_with(one * (16 * MIB // len(one)))


def large_exif_segments() -> bytes:
    return jpeg_with(segment(0xE1, b"Exif\0\0" + bytes(65_000)) * 480)


def comments() -> bytes:
    one = segment(0xFE, b"x")
    return jpeg_with(one * (_NEARLY_ALL // len(one)))


def fill_bytes() -> bytes:
    return jpeg_with(b"\xff" * _NEARLY_ALL)


def fill_bytes_in_the_scan() -> bytes:
    return jpeg_with(b"\xff" * _NEARLY_ALL, at=-2)


def escaped_bytes_between_segments() -> bytes:
    return jpeg_with(b"\xff\0" * (_NEARLY_ALL // 2))


def junk_between_segments() -> bytes:
    end_of_the_first_segment = 2 + 18
    return jpeg_with(b"\0" * _NEARLY_ALL, at=end_of_the_first_segment)


def two_frames() -> bytes:
    frame = baseline()
    at = frame.index(b"\xff\xc0")
    return jpeg_with(frame[at : at + 19])


def restart_markers() -> bytes:
    return jpeg_with(b"\xff\xd0\xff\xd3" * (_NEARLY_ALL // 4), at=-500)


def endless_scan() -> bytes:
    return jpeg_with(b"\0" * _NEARLY_ALL, at=-2)


def with_chunks(extra: bytes) -> bytes:
    data = png()
    header = 8 + 25
    return data[:header] + extra + data[header:]


def empty_chunks() -> bytes:
    return with_chunks(chunk(b"teSt", b"") * 2_700_000)


def empty_pixel_chunks() -> bytes:
    return with_chunks(chunk(b"IDAT", b"") * 2_700_000)


@cache
def _packed_zeros(mib: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(mib)), packer.flush()])


def text_of_a_gibibyte() -> bytes:
    return with_chunks(chunk(b"zTXt", b"parameters\0\0" + _packed_zeros(1024)))


def profile_of_a_gibibyte() -> bytes:
    return with_chunks(chunk(b"iCCP", b"profile\0\0" + _packed_zeros(1024)))


def international_texts() -> bytes:
    return with_chunks(chunk(b"iTXt", b"workflow\0\x01\0\0\0" + _packed_zeros(64)) * 20)


def pixels_of_a_gibibyte() -> bytes:
    whole = raw_png(256, 256)
    return whole[:33] + chunk(b"IDAT", _packed_zeros(1024)) + whole[-12:]


def empty_blocks() -> bytes:
    """31 MiB of compressed data that unpack to nothing."""
    block = b"\0\0\0\xff\xff"  # stored, not the last one, no bytes
    whole = raw_png(256, 256)
    return whole[:33] + chunk(b"IDAT", b"\x78\x01" + block * (_NEARLY_ALL // len(block))) + whole[-12:]


def two_billion_frames() -> bytes:
    return with_chunks(chunk(b"acTL", (2**31 - 1).to_bytes(4, "big") + bytes(4)))


def riff(chunks: bytes) -> bytes:
    return b"RIFF" + (4 + len(chunks)).to_bytes(4, "little") + b"WEBP" + chunks


def webp_chunks() -> bytes:
    body = encoded(picture(), "WEBP")[12:]
    return riff(body + (b"teSt" + bytes(4)) * (_NEARLY_ALL // 8))


def webp_profile() -> bytes:
    features = b"VP8X" + (10).to_bytes(4, "little") + b"\x20\0\0\0\xff\0\0\xff\0\0"
    profile = b"ICCP" + _NEARLY_ALL.to_bytes(4, "little") + bytes(_NEARLY_ALL)
    return riff(features + profile + encoded(picture(), "WEBP")[12:])


def webp_that_promises(side: int) -> bytes:
    data = animation("WEBP")
    promised = (side - 1).to_bytes(3, "little")
    return data[:24] + promised + promised + data[30:]


def webp_with_many_frames() -> bytes:
    frames = animation("WEBP")
    at = frames.index(b"ANMF")
    return riff(frames[12:at] + frames[at:] * 300)
