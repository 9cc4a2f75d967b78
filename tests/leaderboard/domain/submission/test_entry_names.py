"""Names inside a zip: those that are refused, with the reason, and those that systems add."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.submission.entry_names import is_system_file, legacy_name, name_fault, with_slashes


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "no name"),
        ("/p001.png", "begins with a slash"),
        ("\\\\server\\p001.png", "begins with a slash"),
        ("../p001.png", "points outside the zip"),
        ("en/../../p001.png", "points outside the zip"),
        ("en\\..\\p001.png", "points outside the zip"),
        ("..\\p001.png", "points outside the zip"),
        ("C:/p001.png", "the drive C:"),
        ("C:\\p001.png", "the drive C:"),
        ("c:p001.png", "the drive c:"),
        ("a\nb.png", "U+000A"),
        ("x\0.png", "U+0000"),
        ("x\x7f.png", "U+007F"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused_for_what_is_wrong_with_it(name: str, reason: str) -> None:
    assert reason in name_fault(with_slashes(name))


@pytest.mark.parametrize(
    "name",
    ["p001.png", "en/p001.png", "..p001.png", "a..b/p.png", "名前/p001.png", ".", "run 12:30/p001.png", "en\\p001.png"],
)
def test_a_plain_relative_name_is_taken(name: str) -> None:
    assert name_fault(with_slashes(name)) == ""


@pytest.mark.parametrize(
    "name",
    [
        *("__MACOSX/en/._p001.png", "my model/__MACOSX/._p001.png", "en/._p001.png", ".DS_Store", "en/.DS_Store"),
        *("Icon\r", "en/Icon\r", ".Spotlight-V100/Store-V2/x.db", ".fseventsd/0001", ".Trashes/501/p001.en.png"),
        *(
            "Thumbs.db",
            "my model/thumbs.db",
            "desktop.ini",
            "en/Desktop.ini",
            "$RECYCLE.BIN/x",
            "@eaDir/p001.en.png/x.jpg",
        ),
        *(".git/HEAD", "en/.git/objects/00/1", ".ipynb_checkpoints/p001-checkpoint.png"),
    ],
)
def test_what_systems_and_tools_add_is_known(name: str) -> None:
    assert is_system_file(name)


@pytest.mark.parametrize("name", ["p001.png", "en/p001.en.png", "git/p001.png", "desktop.png", "a._b.png"])
def test_what_an_author_adds_is_not(name: str) -> None:
    assert not is_system_file(name)


def test_an_unmarked_name_is_read_as_utf8_where_it_is_that() -> None:
    assert legacy_name("名前/p001.png".encode()) == "名前/p001.png"
    assert legacy_name("表示/p001.png".encode("cp932")).endswith("/p001.png")
    assert legacy_name("图片/p001.png".encode("gb18030")).endswith("/p001.png")


@given(st.text())
def test_every_name_is_judged_without_a_crash(name: str) -> None:
    assert isinstance(name_fault(with_slashes(name)), str)
    assert is_system_file(name) in {True, False}


@given(st.binary(max_size=40))
def test_every_sequence_of_bytes_is_some_name(raw: bytes) -> None:
    assert isinstance(legacy_name(raw), str)
