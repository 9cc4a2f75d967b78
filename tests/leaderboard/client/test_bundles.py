"""What a folder is sent as, and that it is checked by the site's own rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from leaderboard.client.bundles import as_zip, check
from leaderboard.client.errors import BadInput
from tests.leaderboard.domain.pictures import png
from tests.leaderboard.pipeline.submission.zips import PROMPT_KEYS, pictures
from tests.leaderboard.pipeline.submission.zips import check as checked_by_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, and what a Mac adds."""
    source = tmp_path / "pictures"
    for name, data in {**pictures(), ".DS_Store": b"x", ".git/config": b"x"}.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    return source


def test_a_folder_of_all_pictures_is_accepted_and_always_gives_the_same_zip(folder: Path) -> None:
    with as_zip(folder) as first:
        found, data = check(first, PROMPT_KEYS, ["en"]), first.read_bytes()
    assert (found.accepted, found.report["pictures"], found.report["ignored"]) == (True, 3, [])
    (folder / "p001.en.png").touch()
    with as_zip(folder) as second:
        assert second.read_bytes() == data
    assert not second.exists()


def test_the_report_is_the_sites(folder: Path) -> None:
    (folder / "p002.en.png").unlink()
    (folder / "p003.en.png").write_bytes(png(3)[:400])
    (folder / "cat.png").write_bytes(png(4))
    (folder / "en").mkdir()
    (folder / "en" / "p001.png").write_bytes(png(5))
    with as_zip(folder) as bundle:
        found, theirs = check(bundle, PROMPT_KEYS, ["en"]), checked_by_site(bundle.read_bytes())
    assert not found.accepted
    assert found.report["counts"] == {"surplus": 1, "duplicate": 1, "undecodable": 1, "missing": 1}
    said = [(fault["kind"], fault["file"], fault["message"]) for fault in found.report["faults"]]
    assert said == [(fault.kind, fault.file, fault.message) for fault in theirs.faults]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"), as_zip(tmp_path / "nothing"):
        pass
