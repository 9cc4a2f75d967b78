"""A folder is matched to prompts and checked before anything is sent."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from leaderboard.client import folders
from leaderboard.client.errors import BadInput
from leaderboard.client.folders import Folder, Order
from leaderboard.client.models import Prompt
from tests.leaderboard.domain.pictures import png

PROMPTS = [
    Prompt.model_construct(key=f"p00{number}", position=number, texts={"en": f"A picture number {word}"})
    for number, word in enumerate(("one", "two", "three"), start=1)
]


def folder(tmp_path: Path, files: dict[str, bytes], order: Order | None = None, mapping: Path | None = None) -> Folder:
    for name, data in files.items():
        path = tmp_path / "pictures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folders.match(tmp_path / "pictures", PROMPTS, ["en"], order=order, mapping=mapping)


def test_a_folder_as_people_have_it_is_announced_with_every_picture(tmp_path: Path) -> None:
    files = {"p001.png": png(1), "run/P002_seed7.png": png(2), "3_a picture number three.png": png(3)}
    found = folder(tmp_path, {**files, ".DS_Store": b"x", ".git/config": b"x", "log.txt": b"x", "manifest.json": b"{}"})
    checked = folders.check(found)
    assert (checked.accepted, checked.report["pictures"], found.manifest) == (True, 3, {})
    assert checked.report["ignored"] == [".DS_Store", ".git/config", "log.txt"]
    pictures, paths = folders.announced(found)
    assert [(p.prompt, p.language, p.name, p.byte_size) for p in pictures] == [
        (f"p00{number}", "en", name, len(data)) for number, (name, data) in enumerate(files.items(), start=1)
    ]
    assert [paths[p.sha256].read_bytes() for p in pictures] == list(files.values())
    assert [p.sha256 for p in pictures] == [hashlib.sha256(data).hexdigest() for data in files.values()]


def test_all_faults_are_reported_before_anything_is_sent(tmp_path: Path) -> None:
    big = b"\x89PNG\r\n\x1a\n" + bytes(33 * 2**20)
    found = folder(tmp_path, {"p001.png": png(1)[:400], "p001.jpg": png(1), "p002.png": big, "cat.png": png(4)})
    checked = folders.check(found)
    assert not checked.accepted
    by_names = {"surplus": 1, "duplicate": 1, "missing": 1}
    assert checked.report["counts"] == {**by_names, "too_many_bytes": 1}
    assert folders.unchecked(found).report["counts"] == by_names


def test_a_mapping_in_the_folder_or_beside_it_is_used(tmp_path: Path) -> None:
    files = {f"{number}.png": png(number) for number in (1, 2, 3)}
    lines = "file,prompt\n3.png,p001\n2.png,p002\n1.png,p003\n"
    beside = tmp_path / "names.csv"
    beside.write_text(lines)
    for found in (folder(tmp_path, files, mapping=beside), folder(tmp_path, {**files, "mapping.csv": lines.encode()})):
        assert [row[-1] for row in found.rows()] == ["3.png", "2.png", "1.png"]
        assert not found.matching.needs_confirmation
    in_order = folder(tmp_path, {}, order=Order.PROMPTS)
    assert [row[-1] for row in in_order.rows()] == ["1.png", "2.png", "3.png"]
    assert in_order.matching.needs_confirmation


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        folders.match(tmp_path / "nothing", PROMPTS, ["en"], order=None, mapping=None)
    with pytest.raises(BadInput, match="exclude each other"):
        folder(tmp_path, {"1.png": b""}, order=Order.PROMPTS, mapping=tmp_path / "m.csv")
    with pytest.raises(BadInput, match=r"m\.csv cannot be read"):
        folder(tmp_path, {"1.png": b""}, mapping=tmp_path / "m.csv")
