"""Which picture a file of a bundle is, by its name alone."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.images.faults import ImageFaultKind
from leaderboard.domain.submission.bundle import (
    FAULT_LABELS,
    BundleFaultKind,
    Slot,
    UnknownName,
    missing_faults,
    report,
    slot_of,
    slots,
)

BOTH = ("en", "zh")
WANTED = frozenset(slots(["p001", "p002"], BOTH))
TWICE = frozenset(slots(["p001", "p002"], BOTH, 2))
ONE = frozenset(slots(["p001", "p002"], ["en"]))


def test_slots_stand_in_suite_order_language_by_language() -> None:
    assert [str(slot) for slot in slots(["b", "a"], BOTH)] == ["b (en)", "a (en)", "b (zh)", "a (zh)"]
    assert [str(slot) for slot in slots(["b", "a"], ["en"], 2)] == [
        *("b (en)", "b (en, sample 2)", "a (en)", "a (en, sample 2)"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "p001.en.png",
        "en/p001.png",
        "my model/en/p001.webp",
        "my model/p001.en.jpg",
        "en/p001.en.jpeg",
        "p001.en.PNG",
        "zh/p001.en.png",  # the language in the name is nearer to the picture than the folder's
    ],
)
def test_a_name_says_prompt_and_language(name: str) -> None:
    assert slot_of(name, WANTED, BOTH) == Slot("p001", "en")


@pytest.mark.parametrize(
    "name", ["p001.en.2.png", "en/p001.2.png", "x/en/p001.en.2.jpg", "zh/p001.en.2.png", "p001.en.2.WEBP"]
)
def test_a_number_at_the_end_says_which_of_several_pictures(name: str) -> None:
    assert slot_of(name, TWICE, BOTH) == Slot("p001", "en", 1)
    assert slot_of(name.replace(".2.", "."), TWICE, BOTH) == slot_of(name.replace(".2.", ".1."), TWICE, BOTH)


@given(st.sampled_from(sorted(slots(["p001", "p001-2", "p-2"], BOTH, 4))))
def test_every_picture_has_a_name_of_its_own_that_says_it(slot: Slot) -> None:
    wanted = frozenset(slots(["p001", "p001-2", "p-2"], BOTH, 4))
    assert slot_of(slot.file_name, wanted, BOTH) == slot_of(slot.name_in_folder, wanted, BOTH) == slot


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("p001.en.2.png", "the submission declares 1; declare 2 pictures per prompt, or remove the file"),
        ("en/p001.4.png", "the submission declares 1; declare 4 pictures per prompt, or remove the file"),
        ("p001.en.5.png", "at most 4 pictures per prompt are possible"),
        ("p003.en.2.png", "p001.en.png or en/p001.png is expected"),
    ],
)
def test_a_picture_too_many_says_how_many_to_declare(name: str, said: str) -> None:
    with pytest.raises(UnknownName, match=said):
        slot_of(name, WANTED, BOTH)


def test_with_one_language_the_language_may_be_left_out() -> None:
    assert slot_of("p001.png", ONE, ["en"]) == Slot("p001", "en")
    assert slot_of("pictures/p001.JPG", ONE, ["en"]) == Slot("p001", "en")
    with pytest.raises(UnknownName, match=r"p001\.en\.png or en/p001\.png is expected"):
        slot_of("p001.png", WANTED, BOTH)


@pytest.mark.parametrize(
    "name",
    ["p003.en.png", "p001.fr.png", "fr/p001.png", "P001.en.png", "p001.en.v2.png", "en/.png", "readme.md", "p001.en"],
)
def test_any_other_name_is_unknown(name: str) -> None:
    with pytest.raises(UnknownName):
        slot_of(name, WANTED, BOTH)


@given(st.text())
def test_every_name_is_judged_without_a_crash(name: str) -> None:
    with contextlib.suppress(UnknownName):
        assert slot_of(name, WANTED, BOTH) in WANTED


def test_a_missing_picture_is_named_with_the_file_to_add() -> None:
    faults = missing_faults(slots(["p001", "p002"], ["en"]), {Slot("p001", "en")})
    assert [(fault.prompt_key, fault.language) for fault in faults] == [("p002", "en")]
    assert "p002.en.png" in faults[0].message


def test_the_report_counts_by_kind_and_lists_every_fault() -> None:
    faults = missing_faults(slots(["p001", "p002"], ["en"]), set())
    document = report(faults, pictures=0, expected=2)
    assert document["counts"] == {"missing": 2}
    assert document["faults"] == [
        {
            "kind": "missing",
            "message": fault.message,
            "file": "",
            "prompt_key": fault.prompt_key,
            "language": "en",
            "sample": 1,
        }
        for fault in faults
    ]


def test_the_report_lists_a_hundred_of_the_ignored_files_and_counts_them_all() -> None:
    document = report([], pictures=1, expected=1, ignored=[f"._{number}" for number in range(150)])
    assert document["ignored_count"] == 150
    assert document["ignored"] == [f"._{number}" for number in range(100)]


def test_every_kind_of_fault_has_words_for_people() -> None:
    assert set(FAULT_LABELS) == {*BundleFaultKind, *ImageFaultKind}
