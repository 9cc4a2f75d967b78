"""Exif data are read within limits, whatever they say about themselves."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from leaderboard.domain.images.exif import Exif
from tests.hostile.cost import cpu_within


def written() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera & Sons"
    exif[0x8769] = {0xA431: "SN 1"}
    exif[0x8825] = {1: "N"}
    return exif.tobytes()


def test_what_pillow_writes_is_read() -> None:
    for data in (written(), written().removeprefix(b"Exif\0\0")):
        exif = Exif(data)
        assert exif.orientation == 6
        assert exif.text(exif.main.get(0x010F)) == "Camera & Sons"
        assert exif.text(exif.detail.get(0xA431)) == "SN 1"
        assert 1 in exif.place


@pytest.mark.parametrize("value", [0, 9, 65_535])
def test_an_orientation_that_does_not_exist_is_none(value: int) -> None:
    data = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, value, 0) + bytes(4)
    assert Exif(data).orientation == 1


def test_kind_directories_that_lead_to_themselves_and_endless_ones_cost_nothing() -> None:
    circle = b"MM\0*\0\0\0\x08\xff\xff" + struct.pack(">HHII", 0x8769, 4, 1, 8) * 65_535
    with cpu_within(0.5):
        exif = Exif(circle)
    assert exif.detail == exif.main
    long_text = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHII", 0x010F, 2, 2**32 - 1, 0) + b"x" * 10**6
    assert len(Exif(long_text).text(Exif(long_text).main[0x010F])) <= 1_000


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: b"II*\0\x08\0\0\0" + tail))
def test_any_bytes_are_some_exif_data(data: bytes) -> None:
    exif = Exif(data)
    assert 1 <= exif.orientation <= 8
    for directory in (exif.main, exif.detail, exif.place):
        for entry in directory.values():
            assert len(exif.text(entry)) <= 1_000
