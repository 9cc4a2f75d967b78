"""Names say which picture is which, or are refused: no file has two prompts, no prompt two files."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.submission.bundle import BundleFaultKind, Slot, slots
from leaderboard.domain.submission.mapping import BadMapping, by_mapping, read_mapping
from leaderboard.domain.submission.naming import How, Matching, NamedPrompt, by_name, in_order

PROMPTS = [
    NamedPrompt("p001", {"en": "A red cat on a sofa.", "zh": "沙发上的一只红猫。"}),
    NamedPrompt("p002", {"en": "A red cat under a table.", "zh": "桌子下面的一只红猫。"}),
    NamedPrompt("p003", {"en": "Three cups — “café” in gold", "zh": "三个杯子"}),
]
BOTH = ["en", "zh"]
SLOTS = slots([prompt.key for prompt in PROMPTS], BOTH)
SAMPLES = slots([prompt.key for prompt in PROMPTS], BOTH, 2)


def one(name: str, languages: list[str], samples: int = 1) -> str:
    """The slot of a single file, or the kind of its fault."""
    result = by_name([name], PROMPTS, languages, samples)
    if result.matches:
        ((slot, match),) = result.matches.items()
        assert match.file == name
        return str(slot)
    return next((f.kind for f in result.faults if f.kind != BundleFaultKind.MISSING), "ignored")


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("p001.png", "p001 (en)"),
        ("P001.PNG", "p001 (en)"),
        ("run 7/p002.jpg", "p002 (en)"),
        ("p001_a red cat.png", "p001 (en)"),
        ("p001-00042-seed.webp", "p001 (en)"),
        ("001_a red cat under a table.png", "p002 (en)"),
        ("00_A_red_cat_under.png", "p002 (en)"),
        ("3 three cups cafe\u0301 in.png", "p003 (en)"),
        ("a red cat on a sofa.png", "p001 (en)"),
        ("p001_a red cat under a table.png", "ambiguous"),  # the key and the text contradict each other
        ("001_a red cat.png", "ambiguous"),
        ("a red.png", "surplus"),
        ("0001.png", "surplus"),
        ("p0011.png", "surplus"),
        ("p001.gif", "surplus"),
        ("notes.txt", "ignored"),
        (".DS_Store", "ignored"),
        ("__MACOSX/._p001.png", "ignored"),
    ],
)
def test_a_name_with_one_language(name: str, slot: str) -> None:
    assert one(name, ["en"]) == slot


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("p001.en.png", "p001 (en)"),
        ("zh/p001.png", "p001 (zh)"),
        ("p001_ZH.png", "p001 (zh)"),
        ("ZH/run/p001_x.png", "p001 (zh)"),
        ("001_沙发上的一只红猫.png", "p001 (zh)"),
        ("001_A red cat on a so.png", "p001 (en)"),
        ("p001_A red cat on.png", "p001 (en)"),
        ("p001.png", "ambiguous"),  # of which language?
        ("zh/p001.en.png", "ambiguous"),
    ],
)
def test_a_name_with_two_languages(name: str, slot: str) -> None:
    assert one(name, BOTH) == slot


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("p001.png", "p001 (en)"),
        ("p001.1.png", "p001 (en)"),
        ("p001.2.png", "p001 (en, sample 2)"),
        ("p001.en.2.png", "p001 (en, sample 2)"),
        ("p001_2.png", "p001 (en, sample 2)"),
        ("p001-EN-2.png", "p001 (en, sample 2)"),
        ("p001 (2).png", "p001 (en, sample 2)"),
        ("p001_a red cat_2.png", "p001 (en, sample 2)"),
        ("001_a red cat under a table 2.png", "p002 (en, sample 2)"),
        ("p001_42.png", "p001 (en)"),  # a seed
        ("p001.3.png", "surplus"),  # two are declared
        ("p001_3.png", "surplus"),
        ("2.png", "surplus"),
    ],
)
def test_a_name_with_two_pictures_per_prompt(name: str, slot: str) -> None:
    assert one(name, ["en"], samples=2) == slot


def test_a_number_that_may_belong_to_the_text_is_ambiguous() -> None:
    prompts = [NamedPrompt("p001", {"en": "Version 2"}), NamedPrompt("p002", {"en": "A tree"})]
    (fault, *_) = by_name(["p001_version 2.png"], prompts, ["en"], 2).faults
    assert (fault.kind, "p001 (en), p001 (en, sample 2)" in fault.message) == (BundleFaultKind.AMBIGUOUS, True)
    assert list(by_name(["p001_version 2.png"], prompts, ["en"]).matches) == [Slot("p001", "en")]


def test_a_second_picture_that_was_not_declared_is_refused() -> None:
    result = by_name(["p001.en.png", "p001.en.2.png"], PROMPTS, ["en"])
    (fault,) = (fault for fault in result.faults if fault.kind == BundleFaultKind.SURPLUS)
    assert fault.file == "p001.en.2.png"
    assert "the submission declares 1; declare 2 pictures per prompt" in fault.message


def test_a_fault_names_all_that_a_name_fits() -> None:
    (fault, *_) = by_name(["001_a red cat.png"], PROMPTS, ["en"]).faults
    assert (fault.kind, fault.file) == (BundleFaultKind.AMBIGUOUS, "001_a red cat.png")
    assert "p001 (en), p002 (en); rename the file, such as to p001.en.png" in fault.message


NAMINGS: list[Callable[[Slot], str]] = [
    lambda slot: slot.file_name,
    lambda slot: slot.name_in_folder,
    lambda slot: f"{slot.prompt_key}_{slot.language.upper()}{number(slot, '_')}.WebP",
    lambda slot: unicodedata.normalize(
        "NFD", f"Ausgabe für alle/{slot.language}/{slot.prompt_key}_42{number(slot, '.')}.png"
    ),
    lambda slot: f"{slot.language}/{slot.prompt_key.upper()}-{text_of(slot)[:12]}{number(slot, '-')}.png",
    lambda slot: f"{slot.language}/0_{text_of(slot)}{number(slot, ' ')}.png",
]


def number(slot: Slot, separator: str) -> str:
    return f"{separator}{slot.sample + 1}" if slot.sample else ""


def text_of(slot: Slot) -> str:
    return next(prompt.texts[slot.language] for prompt in PROMPTS if prompt.key == slot.prompt_key).strip(".")


NAMES = st.lists(
    st.one_of(
        st.builds(lambda slot, naming: naming(slot), st.sampled_from(SAMPLES), st.sampled_from(NAMINGS)),
        st.builds(lambda stem: f"{stem}.png", st.text(st.sampled_from("p0123 _.-aredcatnzh/红猫é"), min_size=1)),
    ),
    unique=True,
    max_size=12,
)


@given(NAMES, st.sampled_from([["en"], ["zh"], BOTH]), st.sampled_from([by_name, in_order]), st.integers(1, 4))
def test_a_matching_is_injective_and_accounts_for_every_file(
    names: list[str], languages: list[str], match: Callable[..., Matching], samples: int
) -> None:
    result = match(names, PROMPTS, languages, samples)
    files = [found.file for found in result.matches.values()]
    assert len(set(files)) == len(files)
    accounted = [*files, *(fault.file for fault in result.faults if fault.file), *result.ignored]
    assert sorted(accounted) == sorted(names)
    wanted = slots([prompt.key for prompt in PROMPTS], languages, samples)
    assert list(result.matches) == [slot for slot in wanted if slot in result.matches]
    missing = {Slot(f.prompt_key, f.language, f.sample - 1) for f in result.faults if f.kind == BundleFaultKind.MISSING}
    assert missing == set(wanted) - set(result.matches)


@given(st.permutations(SLOTS), st.lists(st.sampled_from(NAMINGS), min_size=12, max_size=12), st.integers(1, 2))
def test_a_whole_folder_is_matched_however_each_file_is_named(
    order: list[Slot], namings: list[Callable[[Slot], str]], samples: int
) -> None:
    wanted = [replace(slot, sample=sample) for slot in order for sample in range(samples)]
    names = {naming(slot): slot for slot, naming in zip(wanted, namings, strict=False)}
    result = by_name(names, PROMPTS, BOTH, samples)
    assert result.faults == []
    assert {match.file: slot for slot, match in result.matches.items()} == names


@given(NAMES, st.sampled_from(["p001.en.png", "en/p002_x.png", "other.png"]))
def test_another_file_changes_no_match_but_that_of_its_own_prompt(names: list[str], other: str) -> None:
    before, after = by_name(names, PROMPTS, BOTH).matches, by_name([*names, other], PROMPTS, BOTH).matches
    for slot, match in before.items():
        assert after[slot] == match or after[slot].file == other


def test_only_names_of_the_documents_need_no_confirmation() -> None:
    exact = by_name([f"{slot.prompt_key}.{slot.language}.png" for slot in SLOTS], PROMPTS, BOTH)
    assert (exact.needs_confirmation, exact.faults) == (False, [])
    assert by_name(["p001_seed.en.png"], PROMPTS, BOTH).needs_confirmation
    assert by_name(["0_a red cat on a sofa.png"], PROMPTS, ["en"]).needs_confirmation


@pytest.mark.parametrize("first", [0, 1])
def test_numbered_files_follow_the_prompts_on_request(first: int) -> None:
    names = [f"{language}/img_{number + first:04d}.png" for language in BOTH for number in range(3)]
    result = in_order(reversed(names), PROMPTS, BOTH)
    assert result.faults == []
    assert [match.file for match in result.matches.values()] == names
    assert {match.how for match in result.matches.values()} == {How.ORDER}


def test_a_gap_in_the_numbers_shifts_no_picture() -> None:
    result = in_order(["0.png", "2.png", "3.png", "b2.png"], PROMPTS, ["en"])
    assert {slot.prompt_key: match.file for slot, match in result.matches.items()} == {"p001": "0.png", "p003": "2.png"}
    assert sorted((fault.kind, fault.file) for fault in result.faults) == [
        ("duplicate", "b2.png"),
        ("missing", ""),
        ("surplus", "3.png"),
    ]


CSV = """file,prompt,language
a.png,p001,en
b.png,P002,EN
sub/c.png,Three cups - “CAFÉ” in gold!,
"""
JSONL = """{"file": "a.png", "prompt": "p001"}

{"file_name": "./b.png", "prompt": "p002"}
{"file": "SUB\\\\c.png", "prompt": "p003", "language": "en"}"""


@pytest.mark.parametrize(("name", "text"), [("mapping.csv", CSV), ("m.jsonl", JSONL)])
def test_a_mapping_says_which_file_is_which(name: str, text: str) -> None:
    lines = read_mapping(text.encode("utf-8-sig"), name)
    result = by_mapping(["a.png", "b.png", "sub/c.png", "old.png", "notes.txt"], lines, PROMPTS, ["en"])
    assert (result.faults, sorted(result.ignored)) == ([], ["notes.txt", "old.png"])
    assert [match.file for match in result.matches.values()] == ["a.png", "b.png", "sub/c.png"]
    assert not result.needs_confirmation


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.csv", "file,prompt,sample\na.png,p001,\nb.png,p001,2\n"),
        (
            "m.jsonl",
            '{"file": "a.png", "prompt": "p001", "sample": 1}\n{"file": "b.png", "prompt": "p001", "sample": "2"}',
        ),
    ],
)
def test_a_mapping_may_say_which_of_several_pictures(name: str, text: str) -> None:
    lines = read_mapping(text.encode(), name)
    result = by_mapping(["a.png", "b.png"], lines, PROMPTS, ["en"], 2)
    assert {match.file: slot for slot, match in result.matches.items()} == {
        "a.png": Slot("p001", "en"),
        "b.png": Slot("p001", "en", 1),
    }
    (fault, *_) = by_mapping(["a.png", "b.png"], lines, PROMPTS, ["en"]).faults
    assert "the submission declares 1; declare 2 pictures per prompt" in fault.message
    with pytest.raises(BadMapping, match=r"line 2 of m\.csv: the sample is “0”; a number from 1 to 4 is expected"):
        read_mapping(b"file,prompt,sample\na.png,p001,0\n", "m.csv")


def test_numbers_in_the_order_of_prompts_have_that_of_the_picture_last() -> None:
    names = ["0001.png", "0001_2.png", "0002_1.png", "0002_2.png", "image_3.png", "image_3.2.png"]
    result = in_order(names, PROMPTS, ["en"], 2)
    assert [(str(slot), match.file) for slot, match in result.matches.items()] == list(
        zip(map(str, slots([prompt.key for prompt in PROMPTS], ["en"], 2)), names, strict=True)
    )
    assert result.faults == []


def test_mistakes_in_a_mapping_are_named_with_their_lines() -> None:
    text = "file,prompt,language\na.png,p001,en\na.png,p002,en\nno.png,p002,en\nb.png,p9,en\nc.png,p001,en\nb.png,p2,fr"
    result = by_mapping(["a.png", "b.png", "c.png"], read_mapping(text.encode(), "m.csv"), PROMPTS, ["en"])
    assert list(result.matches) == [Slot("p001", "en")]
    found = [(f.kind, f.message.partition(";")[0]) for f in result.faults if f.kind != BundleFaultKind.MISSING]
    assert found == [
        ("bad_mapping", "line 3 of the mapping: line 2 names the same file"),
        ("bad_mapping", "line 4 of the mapping: there is no such picture"),
        ("bad_mapping", "line 5 of the mapping: no prompt has the key or text “p9”"),
        ("duplicate", "a second file for prompt p001 (en), besides a.png"),
        ("bad_mapping", "line 7 of the mapping: the language “fr” is not one of this submission"),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("m.csv", b"a.png,p001\n"),
        ("m.csv", b"\xff\xfe"),
        ("m.csv", b"file,prompt\n,p001\n"),
        ("m.jsonl", b"[1]"),
        ("m.jsonl", b'{"file": 3, "prompt": "p001"}'),
        ("m.jsonl", b"{"),
    ],
)
def test_a_mapping_of_another_form_is_refused_with_what_is_expected(name: str, data: bytes) -> None:
    with pytest.raises(BadMapping, match=f"{name}.*(are expected|save it as UTF-8)"):
        read_mapping(data, name)


@given(st.binary(max_size=200), st.sampled_from(["m.csv", "m.jsonl"]))
def test_any_bytes_are_a_mapping_or_refused(data: bytes, name: str) -> None:
    try:
        lines = read_mapping(data, name)
    except BadMapping:
        return
    by_mapping(["a.png"], lines, PROMPTS, BOTH)
