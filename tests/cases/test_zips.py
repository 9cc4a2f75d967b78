"""Zips as people make them, and what a bundle's check says to them."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.leaderboard.domain.pictures import encoded, picture
from tests.leaderboard.pipeline.submission.zips import SLOTS, brief, check, make_zip, pictures

GOOD = pictures()


def with_raw_names(names: dict[bytes, bytes]) -> bytes:
    """A zip whose names are these bytes, without the mark of UTF-8, as older programs write them."""
    placeholders = {chr(ord("A") + number) * len(name): name for number, name in enumerate(names)}
    data = make_zip(dict(zip(placeholders, names.values(), strict=True)))
    for placeholder, name in placeholders.items():
        assert data.count(placeholder.encode()) == 2
        data = data.replace(placeholder.encode(), name)
    return data


def taken(zip_bytes: bytes) -> list[str]:
    """What was ignored of a zip that is accepted."""
    result = check(zip_bytes)
    assert brief(result.faults) == []
    assert set(result.pictures) == set(SLOTS)
    return result.ignored


def test_backslashes_between_folders_are_taken() -> None:
    assert taken(with_raw_names({f"my pictures\\en\\{name}".encode(): data for name, data in GOOD.items()})) == []


def test_folders_that_end_in_a_backslash_are_folders() -> None:
    names = {b"my pictures\\": b"", **{f"my pictures\\{name}".encode(): data for name, data in GOOD.items()}}
    assert taken(with_raw_names(names)) == []


@pytest.mark.parametrize(
    ("folder", "encoding"),
    [
        ("表示", "cp932"),  # whose first character holds the byte of a backslash
        ("ソート", "cp932"),
        ("图片", "gb18030"),
        ("그림", "euc_kr"),
        ("Bücher", "cp1252"),
        ("фото", "cp866"),
        ("图片", "utf-8"),
    ],
)
def test_folders_in_any_encoding_are_taken(folder: str, encoding: str) -> None:
    assert taken(with_raw_names({f"{folder}/{name}".encode(encoding): data for name, data in GOOD.items()})) == []


def test_unmarked_utf8_is_shown_as_what_it_is() -> None:
    result = check(with_raw_names({"图片/читай.txt".encode(): b"x", **{n.encode(): d for n, d in GOOD.items()}}))
    assert brief(result.faults) == [("surplus", "图片/читай.txt", "")]


def test_colons_in_the_names_of_folders_are_taken() -> None:
    assert taken(make_zip({f"run 2026-11-29 12:30/{name}": data for name, data in GOOD.items()})) == []


def test_what_macos_windows_and_a_nas_add_is_ignored_and_listed() -> None:
    extra = {
        "__MACOSX/": b"",
        "__MACOSX/._p001.en.png": b"x",
        "._p002.en.png": b"x",
        ".DS_Store": b"x",
        "Icon\r": b"x",
        ".Spotlight-V100/Store-V2/0.db": b"x",
        ".fseventsd/0000": b"x",
        ".Trashes/501/p001.en.png": b"x",
        "desktop.ini": b"x",
        "Thumbs.db": b"x",
        "@eaDir/p001.en.png/SYNOPHOTO_THUMB_M.jpg": b"x",
        ".git/config": b"x",
        ".ipynb_checkpoints/p001.en-checkpoint.png": b"x",
    }
    assert taken(make_zip({**extra, **GOOD})) == [
        "Icon�" if name == "Icon\r" else name for name in extra if not name.endswith("/")
    ]


def test_a_zip_with_an_ignored_file_beside_every_picture_is_not_called_too_full() -> None:
    extra = {f"__MACOSX/._{number}.png": b"x" for number in range(3000)}
    assert len(taken(make_zip({**extra, **GOOD}))) == 3000


def test_flat_pictures_saved_without_compression_are_taken_from_a_compressed_zip() -> None:
    flat = {name: encoded(picture(0, (1024, 1024)).point(lambda _: 9), compress_level=0) for name in GOOD}
    zip_bytes = make_zip(flat, deflate=True)
    assert sum(map(len, flat.values())) > 300 * len(zip_bytes)
    assert taken(zip_bytes) == []


def test_a_name_that_cannot_be_taken_is_told_for_what_it_holds() -> None:
    result = check(make_zip({**GOOD, "C:/Users/me/p001.en.png": b"x", "a\tb.png": b"x"}))
    assert [fault.message.split(";")[0] for fault in result.faults] == [
        "the name begins with the drive C:",
        "the name contains the control character U+0009",
    ]


def test_a_name_marked_as_utf8_that_is_not_is_told_as_that() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("é.png", b"x")
    data = buffer.getvalue().replace("é".encode(), b"\x95\x5c")
    (fault,) = check(data).faults
    assert fault.kind == "not_a_zip"
    assert "a file name is marked as UTF-8 but is not" in fault.message
