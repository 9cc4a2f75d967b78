"""Reads suites and judge profiles from folders with the layout of ``prompts/``.

Each has a folder per suite, ``judges/*.toml``, and a folder per protocol in ``protocols/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from leaderboard.domain.judging.profile import profile_from_files, protocol_name
from leaderboard.domain.judging.protocol import CHECKLISTS_FILE, RUBRIC_FILE, TEXT_FILES, ProtocolError
from leaderboard.domain.rubric import Rubric, parse_rubric
from leaderboard.domain.suite.files import SuiteError, parse_head, parse_suite
from leaderboard.domain.suite.suite import Suite

RUBRIC = Path("protocols/salon-v1/rubric.toml")
_OPTIONAL = (RUBRIC_FILE, CHECKLISTS_FILE)


class ProtocolMissing(ValueError):
    """A profile names a protocol that is in none of the folders, because it has not been imported yet."""


def suite_folders(root: Path) -> Iterator[Path]:
    """The folders of suites, by name."""
    yield from sorted(path.parent for path in root.glob("*/suite.toml"))


def profile_files(root: Path) -> Iterator[Path]:
    """The files of judge profiles, by name."""
    yield from sorted((root / "judges").glob("*.toml"))


def read_rubric(root: Path) -> Rubric:
    """The rubric against which every suite's target facets are checked."""
    return parse_rubric((root / RUBRIC).read_text(encoding="utf-8"))


def read_suite(folder: Path, rubric: Rubric) -> Suite:
    """Read a suite's folder.

    Raises:
        SuiteError: with every fault.
    """
    head = _text(folder / "suite.toml")
    prompts = folder.parent / str(parse_head(head).get("prompts_from", folder.name)) / "prompts.jsonl"
    if not prompts.is_file():
        raise SuiteError([f"suite.toml: its prompts are expected in {prompts}, which does not exist"])
    return parse_suite(head, _text(prompts), rubric)


def read_profile(file: Path, roots: Sequence[Path] = ()) -> dict[str, str]:
    """The texts of a judge profile and its protocol by file name, checked.

    Args:
        roots: folders in which the protocol is looked for after the profile's own.

    Raises:
        ProtocolMissing: when the protocol is in none of the folders.
        ProfileError, ProtocolError, RubricError: when a file is not valid.
    """
    text = _text(file)
    name = protocol_name(text)
    candidates = (root / "protocols" / name for root in (file.parent.parent, *roots))
    folder = next((candidate for candidate in candidates if candidate.is_dir()), None)
    if folder is None:
        raise ProtocolMissing(f"judge profile {file.stem} waits for the protocol {name}, which is not imported yet")
    files = {"profile.toml": text, **_protocol_files(folder)}
    profile_from_files(files)
    return files


def _protocol_files(folder: Path) -> dict[str, str]:
    missing = [name for name in TEXT_FILES if not (folder / name).is_file()]
    if missing:
        raise ProtocolError(f"the protocol {folder} lacks {', '.join(missing)}")
    names = (*TEXT_FILES, *(name for name in _OPTIONAL if (folder / name).is_file()))
    return {name: _text(folder / name) for name in names}


def _text(path: Path) -> str:
    # newline="" keeps every character of an imported text, line ends included.
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
