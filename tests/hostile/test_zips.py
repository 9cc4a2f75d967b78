"""Zips that are built to do harm end in a report, for next to nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard.decoding import pictures
from leaderboard.domain.submission.bundle import slots
from tests.hostile import picture_files
from tests.hostile import zip_files as files
from tests.hostile.cost import cpu_within, largest_decoder_mib
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.submission.zips import (
    SLOTS,
    as_zip64,
    brief,
    check,
    encrypted,
    lying_about_its_size,
    make_zip,
    pointing_behind_the_end,
    renamed,
    symbolic_link,
    with_method,
)

GOOD = files.GOOD
GOOD_ZIP = make_zip(GOOD)
CHEAP_S = 1.0
FIRST = "p001.en.png"


def other(name: str) -> bytes:
    return renamed(GOOD_ZIP, FIRST, name)


@pytest.fixture(autouse=True)
def _decoder_is_running() -> None:
    """What a decoder costs to start is not the input's cost."""
    pictures.inspect(png())


REFUSED: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("name_climbs", lambda: other("../1.en.png"), "unsafe_name", "“..”"),
    ("name_climbs_by_backslashes", lambda: other("a\\..\\1g.png"), "unsafe_name", "“..”"),
    ("name_is_absolute", lambda: other("/001.en.png"), "unsafe_name", "slash"),
    ("name_is_a_network_share", lambda: other("\\\\h\\1.e.png"), "unsafe_name", "slash"),
    ("name_has_a_drive", lambda: other("C:\\1.en.png"), "unsafe_name", "drive C:"),
    ("name_has_a_line_break", lambda: other("p\n01.en.png"), "unsafe_name", "U+000A"),
    ("name_begins_with_nul", lambda: other("\x00001.en.png"), "unsafe_name", "no name"),
    ("symbolic_link", lambda: files.instead_of_the_first(symbolic_link(FIRST), b"/etc/passwd"), "link", "link"),
    ("named_pipe", lambda: files.special(files.FIFO), "link", "special file"),
    ("device", lambda: files.special(files.DEVICE), "link", "special file"),
    ("socket", lambda: files.special(files.SOCKET), "link", "special file"),
    ("encrypted", lambda: encrypted(GOOD_ZIP, FIRST), "encrypted", "password"),
    ("lzma", lambda: with_method(GOOD_ZIP, FIRST, 14), "unreadable", "method 14"),
    ("unpacks_to_a_gibibyte", files.a_gibibyte, "too_many_bytes", "at most 32 MiB"),
    ("lies_about_a_gibibyte", lambda: lying_about_its_size(files.a_gibibyte(), FIRST, 900), "unreadable", "damaged"),
    ("zip_in_a_zip", files.zip_in_a_zip, "surplus", ".zip is not accepted"),
    ("other_name_inside", files.other_name_inside, "unreadable", "damaged"),
    ("data_behind_the_end", lambda: pointing_behind_the_end(GOOD_ZIP, FIRST), "unreadable", "damaged"),
    ("manifest_of_deep_json", files.deep_manifest, "bad_manifest", "larger than 1 MiB"),
    ("manifest_of_wide_json", files.wide_manifest, "bad_manifest", "larger than 1 MiB"),
    (
        "directory_of_9_mib_in_zip64",
        lambda: as_zip64(GOOD_ZIP, stated=100, directory_bytes=9 * files.MIB),
        "compression_bomb",
        "at most 8 MiB",
    ),
    ("end_record_in_the_comment", files.second_end_record, "compression_bomb", "at most 8 MiB"),
    (
        "tens_of_thousands_of_files",
        lambda: make_zip({f"{n}.txt": b"" for n in range(30_000)}),
        "surplus",
        "30000 files",
    ),
]


@pytest.mark.parametrize(("build", "kind", "words"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_refused_with_the_reason_for_next_to_nothing(
    build: Callable[[], bytes], kind: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = build()
    monkeypatch.chdir(tmp_path)
    with cpu_within(CHEAP_S):
        found = check(data).faults
    assert [fault for fault in found if fault.kind == kind and words in fault.message], brief(found)
    assert list(tmp_path.rglob("*")) == [], "something was written"


def test_kind_files_of_32_mib_that_are_no_pictures_are_not_unpacked() -> None:
    data = files.zeros_for_every_prompt()
    with cpu_within(CHEAP_S):
        found = check(data, slots(files.KEYS, ["en"])).faults
    assert {fault.kind for fault in found} == {"undecodable"}
    assert len(found) == 48


def test_kind_files_of_32_mib_that_begin_as_pictures_cost_what_unpacking_costs() -> None:
    data = files.padded_pictures()
    with cpu_within(0.3 * 24):
        found = check(data, slots(files.KEYS[:24], ["en"])).faults
    assert len(found) == 24
    assert largest_decoder_mib() < 400


def test_kind_bombs_for_every_prompt_in_100_kilobytes_cost_next_to_nothing() -> None:
    bomb = picture_files.scans(3000)
    data = make_zip({f"{key}.en.jpg": bomb for key in files.KEYS}, deflate=True)
    assert len(data) < 150_000
    with cpu_within(CHEAP_S):
        found = check(data, slots(files.KEYS, ["en"])).faults
    assert [fault.kind for fault in found] == ["too_complex"] * len(files.KEYS)


def test_kind_overlapping_entries_are_read_as_one_or_refused() -> None:
    with cpu_within(CHEAP_S):
        result = check(files.overlapping())
    assert {fault.kind for fault in result.faults} == {"unreadable"}
    assert len(result.pictures) <= 1


SEEDS = [
    GOOD_ZIP,
    make_zip({**GOOD, "manifest.json": b'{"a": 1}', "__MACOSX/._p001.en.png": b"x"}, deflate=True),
    as_zip64(GOOD_ZIP),
    make_zip({f"en\\{name}": data for name, data in GOOD.items()}, deflate=True),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sound zip with bytes overwritten, pieces taken out, repeated and moved, most of them in its headers."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 5))):
        in_the_directory = st.integers(max(0, len(data) - 400), len(data) - 1)
        at = draw(in_the_directory | st.integers(0, len(data) - 1))
        length = draw(st.integers(1, 40))
        match draw(st.sampled_from(["overwrite", "extreme", "take", "repeat"])):
            case "overwrite":
                data[at : at + length] = draw(st.binary(min_size=length, max_size=length))
            case "extreme":
                data[at : at + length] = draw(st.sampled_from([b"\xff", b"\0"])) * length
            case "take":
                del data[at : at + length]
            case _:
                data[at:at] = data[at : at + length] * draw(st.integers(1, 50))
        if not data:
            return b""
    return bytes(data)


@settings(max_examples=200, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_fuzzed_zips_end_in_a_report_that_can_be_stored(data: bytes) -> None:
    with cpu_within(CHEAP_S):
        result = check(data)
    assert result.faults or set(result.pictures) == set(SLOTS)
    report = json.dumps([[*map(str, brief(result.faults))], [fault.message for fault in result.faults], result.ignored])
    assert "\\u0000" not in report
    report.encode()
