"""A bundle is checked completely: every way in which a zip can be wrong is one line of the report, by prompt key."""

from __future__ import annotations

import errno
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard.domain.images.check import ImageFacts, inspect_image
from leaderboard.domain.images.faults import ImageFault, ImageFaultKind
from leaderboard.domain.submission.bundle import Slot, slots
from leaderboard.domain.submission.bundle_check import BundleCheck, check_bundle
from leaderboard.domain.submission.picture_check import Inspector
from tests.leaderboard.domain.pictures import animation, encoded, picture, png, raw_png
from tests.leaderboard.pipeline.submission.zips import (
    PROMPT_KEYS,
    SLOTS,
    as_zip64,
    brief,
    check,
    encrypted,
    lying_about_its_size,
    make_zip,
    pictures,
    pointing_behind_the_end,
    renamed,
    symbolic_link,
    with_damaged_data,
    with_method,
)

GOOD = pictures()
GOOD_ZIP = make_zip(GOOD)
MIB = 2**20


def faults(zip_bytes: bytes) -> list[tuple[str, str, str]]:
    return brief(check(zip_bytes).faults)


def test_a_sound_bundle_has_a_picture_for_every_slot() -> None:
    result = check(GOOD_ZIP)
    assert result.faults == []
    assert set(result.pictures) == set(SLOTS)
    assert result.manifest is None


class FailingStorage(io.BytesIO):
    """A file that can be read so often, and then no more."""

    def __init__(self, data: bytes, reads: int) -> None:
        super().__init__(data)
        self.reads = reads

    def read(self, size: int | None = -1) -> bytes:
        self.reads -= 1
        if self.reads < 0:
            raise OSError(errno.EIO, "the object store cannot be used")
        return super().read(size)


@pytest.mark.parametrize("reads", range(8))
def test_a_storage_that_fails_is_no_fault_of_the_zip(reads: int) -> None:
    with pytest.raises(OSError, match="the object store cannot be used"):
        check_bundle(FailingStorage(GOOD_ZIP, reads), SLOTS, ["en"], Inspector(inspect_image, 2), lambda _: None)


@pytest.mark.parametrize(
    "names",
    [
        ("p001.png", "p002.png", "p003.png"),
        ("en/p001.png", "en/p002.PNG", "p003.en.Png"),
        ("my model/p001.en.png", "my model/en/p002.png", "my model/p003.png"),
        (f"{'long/' * 60}p001.png", f"{'long/' * 60}p002.png", f"{'long/' * 60}p003.png"),
    ],
)
def test_every_way_of_naming_files_is_taken(names: tuple[str, ...]) -> None:
    result = check(make_zip({name: png(number) for number, name in enumerate(names)}))
    assert result.faults == []
    assert [result.files[slot].filename for slot in SLOTS] == list(names)


def test_one_zip_may_name_its_two_languages_in_both_ways() -> None:
    files = {"en/p001.png": png(1), "p001.zh.png": png(1), "zh/p002.png": png(3), "p002.en.png": png(4)}
    # The two languages of a prompt may share a picture.
    assert check(make_zip(files), slots(["p001", "p002"], ["en", "zh"]), ["en", "zh"]).faults == []


def test_what_operating_systems_add_is_no_fault() -> None:
    extra = {"__MACOSX/._p001.en.png": b"x", ".DS_Store": b"x", "en/.DS_Store": b"x", "en/": b"", "Thumbs.db": b"x"}
    assert faults(make_zip({**extra, **GOOD})) == []


def test_the_report_names_every_fault_once_with_file_and_prompt() -> None:
    keys = [f"p{number:03}" for number in range(1, 16)]
    files: dict[str | zipfile.ZipInfo, bytes] = {
        "p001.en.png": png(1),
        "en/p001.png": png(2),
        "p002.en.png": png(1),
        "p003.en.png": png(3)[:900],
        "p004.en.png": png(0, (17, 9)),
        "p005.en.png": b"this is text",
        "p006.en.png": animation("PNG"),
        "p007.en.jpg": encoded(picture(7).convert("CMYK"), "JPEG"),
        "p008.en.png": encoded(picture(8), "GIF"),
        "p009.en.png": raw_png(50_000, 50_000),
        symbolic_link("p010.en.png"): b"/etc/passwd",
        "p011.en.png": png(11),
        "p012.en.png": png(12),
        "../p013.en.png": png(13),
        "p099.en.png": png(99),
        "readme.txt": b"hello",
        "manifest.json": b"[",
    }
    zip_bytes = with_damaged_data(encrypted(make_zip(files), "p011.en.png"), "p012.en.png")
    result = check(zip_bytes, slots(keys, ["en"]))
    assert sorted(brief(result.faults)) == sorted(
        [
            ("duplicate", "en/p001.png", "p001"),
            ("undecodable", "p003.en.png", "p003"),
            ("too_small", "p004.en.png", "p004"),
            ("undecodable", "p005.en.png", "p005"),
            ("animated", "p006.en.png", "p006"),
            ("wrong_mode", "p007.en.jpg", "p007"),
            ("wrong_format", "p008.en.png", "p008"),
            ("too_large", "p009.en.png", "p009"),
            ("link", "p010.en.png", "p010"),
            ("encrypted", "p011.en.png", "p011"),
            ("unreadable", "p012.en.png", "p012"),
            ("unsafe_name", "../p013.en.png", "p013"),
            ("surplus", "p099.en.png", ""),
            ("surplus", "readme.txt", ""),
            ("bad_manifest", "manifest.json", ""),
            ("missing", "", "p014"),
            ("missing", "", "p015"),
        ]
    )
    # That may be what the model gives, so it is no fault.
    assert brief(result.warnings) == [("same_picture", "p002.en.png", "p002")]
    assert all(fault.message for fault in result.faults)
    assert {fault.language for fault in result.faults if fault.prompt_key} == {"en"}


@pytest.mark.parametrize(
    "name", ["/001.en.png", "../1.en.png", "..\\1.en.png", "C:01.en.png", "p\n01.en.png", "a/../en.png"]
)
def test_a_name_that_leads_out_of_the_zip_is_refused(name: str) -> None:
    found = check(renamed(GOOD_ZIP, "p001.en.png", name)).faults
    assert found[0].kind == "unsafe_name"
    assert "\n" not in found[0].file


@pytest.mark.parametrize(("name", "kind"), [("\0nothing.png", "unsafe_name"), ("./.", "surplus")])
def test_an_entry_without_a_usable_name_is_a_fault_and_not_a_crash(name: str, kind: str) -> None:
    before = "~" * len(name)
    zip_bytes = make_zip({**GOOD, before: b"x"})
    assert [fault.kind for fault in check(renamed(zip_bytes, before, name)).faults] == [kind]


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        pytest.param(lambda data: b"", "not_a_zip", id="nothing"),
        pytest.param(lambda data: b"PK", "not_a_zip", id="two bytes"),
        pytest.param(lambda data: b"<html>404</html>" * 100, "not_a_zip", id="a web page"),
        pytest.param(lambda data: data[: len(data) // 2], "not_a_zip", id="an upload that broke off"),
        pytest.param(lambda data: data[:-1], "not_a_zip", id="the last byte is missing"),
        pytest.param(
            lambda data: as_zip64(data, directory_bytes=9 * MIB), "compression_bomb", id="large zip64 directory"
        ),
        pytest.param(
            lambda data: as_zip64(data, stated=100, directory_bytes=9 * MIB),
            "compression_bomb",
            id="large zip64 directory behind a small number",
        ),
        pytest.param(
            lambda data: data[:-10] + b"\xff\xff\xff\xff" + data[-6:],
            "compression_bomb",
            id="zip64 without its records",
        ),
    ],
)
def test_what_is_no_readable_zip_is_one_fault(broken: Callable[[bytes], bytes], kind: str) -> None:
    found = check(broken(GOOD_ZIP)).faults
    assert [fault.kind for fault in found] == [kind]


def test_a_directory_of_more_than_8_mib_is_not_read() -> None:
    files = {f"{number:05}{'x' * 60_000}": b"" for number in range(150)}
    found = check(make_zip(files)).faults
    assert [fault.kind for fault in found] == ["compression_bomb"]
    assert "at most 8 MiB" in found[0].message


def test_thousands_of_other_files_are_one_line_of_the_report() -> None:
    found = check(make_zip({f"{number}.txt": b"" for number in range(3000)})).faults
    assert [fault.kind for fault in found] == ["surplus"]
    assert "3000 files, but 3 pictures" in found[0].message


def test_an_empty_zip_lacks_everything() -> None:
    assert faults(make_zip({})) == [("missing", "", key) for key in PROMPT_KEYS]


def test_a_zip64_bundle_is_read_like_any_other() -> None:
    assert check(as_zip64(GOOD_ZIP)).faults == []
    streamed = io.BytesIO()
    with zipfile.ZipFile(streamed, "w") as archive:
        for name, data in GOOD.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(data)
    assert check(streamed.getvalue()).faults == []


def test_what_is_no_picture_is_refused_by_its_first_bytes_however_small_it_was_packed() -> None:
    zip_bytes = make_zip({**GOOD, "p001.en.png": b"\0" * 30 * MIB}, deflate=True)
    assert faults(zip_bytes) == [("undecodable", "p001.en.png", "p001")]


def test_a_file_above_32_mib_is_refused_by_its_stated_size() -> None:
    assert faults(make_zip({**GOOD, "p001.en.png": b"\0" * (32 * MIB + 1)})) == [
        ("too_many_bytes", "p001.en.png", "p001")
    ]


@pytest.mark.parametrize("size", [1000, 5_000_000])
def test_a_bomb_that_states_a_small_size_is_read_no_further_than_that(size: int) -> None:
    zip_bytes = make_zip({**GOOD, "p001.en.png": png(1) + b"\0" * 60 * MIB}, deflate=True)
    assert faults(lying_about_its_size(zip_bytes, "p001.en.png", size)) == [("unreadable", "p001.en.png", "p001")]


def test_a_picture_that_states_a_larger_size_is_read_as_what_it_is() -> None:
    result = check(lying_about_its_size(GOOD_ZIP, "p001.en.png", 100_000))
    assert result.pictures[Slot("p001", "en")].byte_size == len(GOOD["p001.en.png"])


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (with_damaged_data, "unreadable"),
        (pointing_behind_the_end, "unreadable"),
        (encrypted, "encrypted"),
        (lambda data, name: with_method(data, name, zipfile.ZIP_LZMA), "unreadable"),
        (lambda data, name: with_method(data, name, 99), "unreadable"),
        (lambda data, name: with_method(data, name, zipfile.ZIP_DEFLATED), "unreadable"),
    ],
)
def test_a_damaged_entry_spoils_its_own_picture_only(broken: Callable[[bytes, str], bytes], kind: str) -> None:
    result = check(broken(GOOD_ZIP, "p002.en.png"))
    assert brief(result.faults) == [(kind, "p002.en.png", "p002")]
    assert set(result.pictures) == {SLOTS[0], SLOTS[2]}


def test_a_picture_that_reaches_a_limit_of_its_decoder_ends_the_check() -> None:
    looked_at = list[bytes]()

    def inspect_until_the_limit(data: bytes) -> ImageFacts:
        looked_at.append(data)
        if data == files["p003.en.png"]:
            raise ImageFault(ImageFaultKind.TOO_COSTLY, "it takes too long")
        return inspect_image(data)

    keys = [f"p{number:03}" for number in range(1, 31)]
    files = pictures(keys)
    result = check(make_zip(files), slots(keys, ["en"]), inspect=inspect_until_the_limit)
    assert brief(result.faults) == [("too_costly", "p003.en.png", "p003")]
    assert result.faults[0].message.endswith("it takes too long. The rest of the bundle was not checked")
    assert len(looked_at) < 8


def test_a_manifest_is_kept_and_a_bad_one_is_a_fault() -> None:
    good = {"model": "v2", "seed": [1, 2]}
    assert check(make_zip({"manifest.json": json.dumps(good).encode(), **GOOD})).manifest == good
    for bad in (b'{"a":' * 500 + b"1" + b"}" * 500, b'{"a": NaN}', b'{"a": "\\u0000"}', b"\xff", b"[]"):
        assert faults(make_zip({"manifest.json": bad, **GOOD})) == [("bad_manifest", "manifest.json", "")]


def test_the_progress_counts_every_picture_that_was_read() -> None:
    seen: list[int] = []
    check_bundle(io.BytesIO(GOOD_ZIP), SLOTS, ["en"], Inspector(inspect_image, 2), seen.append)
    assert seen == [1, 2, 3]


SMALL = {"p001.en.png": b"\x89PNG not really", "en/p002.png": b"x" * 50, "manifest.json": b'{"a": 1}'}
SEEDS = [make_zip(SMALL), make_zip(SMALL, deflate=True), as_zip64(make_zip(SMALL))]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.data())
def test_a_damaged_zip_gives_a_report_and_never_a_crash(seed: bytes, data: st.DataObject) -> None:
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(
            st.sampled_from([0, 1, 8, 255]) | st.integers(0, 255)
        )
    result: BundleCheck = check(bytes(damaged))
    assert result.faults
    json.dumps([[fault.message, fault.file] for fault in result.faults]).encode()
    assert all("\x00" not in fault.message + fault.file for fault in result.faults)
