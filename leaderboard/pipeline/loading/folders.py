"""Reads suites and judge profiles from the operators' folders.

Each has the layout of ``prompts/``: a folder per suite, ``judges/*.toml``, and a folder per protocol in ``protocols/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from leaderboard.domain.judging.profile import ProfileError, profile_from_files, protocol_name
from leaderboard.domain.judging.protocol import CHECKLISTS_FILE, RUBRIC_FILE, TEXT_FILES, ProtocolError
from leaderboard.domain.rubric import Rubric, RubricError, parse_rubric
from leaderboard.domain.suite.files import SuiteError, parse_head, parse_suite
from leaderboard.domain.suite.suite import Suite

RUBRIC = Path("protocols/salon-v1/rubric.toml")
_OPTIONAL = (RUBRIC_FILE, CHECKLISTS_FILE)

Read = TypeVar("Read")


class ProtocolMissing(ValueError):
    """A profile names a protocol that is in none of the folders, because it has not been imported yet."""


@dataclass
class FolderContents:
    """Everything in the folders, read and checked but not stored. ``profiles`` are texts by file name."""

    suites: list[Suite] = field(default_factory=list)
    profiles: list[dict[str, str]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """A sentence for each profile whose protocol is missing."""
    faults: list[str] = field(default_factory=list)
    """Every fault, with folder, file and line."""


def read_all(roots: Sequence[Path] | None = None) -> FolderContents:
    """Read every suite and judge profile in the given folders.

    By default these are ``prompts/``, the setting SUITE_DIRS and the folder of imported files.
    """
    roots = settings.SALON_SUITE_DIRS if roots is None else roots
    contents = FolderContents(faults=[f"{root}: there is no such folder" for root in roots if not root.is_dir()])
    for root in roots:
        for folder in sorted(path.parent for path in root.glob("*/suite.toml")):
            contents.suites.extend(_read(partial(read_suite, folder), folder, contents.faults))
        for file in sorted((root / "judges").glob("*.toml")):
            try:
                contents.profiles.extend(_read(partial(read_profile, file, roots), file, contents.faults))
            except ProtocolMissing as missing:
                contents.waiting.append(str(missing))
    return contents


def _read(read: Callable[[], Read], where: Path, faults: list[str]) -> Iterator[Read]:
    try:
        yield read()
    except SuiteError as error:
        faults.extend(f"{where / fault}" for fault in error.faults)
    except (ProfileError, ProtocolError, RubricError, UnicodeDecodeError) as error:
        faults.append(f"{where}: {error}")


def rubric() -> Rubric:
    """The rubric against which every suite's target facets are checked."""
    return parse_rubric((settings.SALON_PROMPTS / RUBRIC).read_text(encoding="utf-8"))


def read_suite(folder: Path) -> Suite:
    """Read a suite's folder.

    Raises:
        SuiteError: with every fault.
    """
    head = _text(folder / "suite.toml")
    prompts = folder.parent / str(parse_head(head).get("prompts_from", folder.name)) / "prompts.jsonl"
    if not prompts.is_file():
        raise SuiteError([f"suite.toml: its prompts are expected in {prompts}, which does not exist"])
    return parse_suite(head, _text(prompts), rubric())


def read_profile(file: Path, roots: Sequence[Path] | None = None) -> dict[str, str]:
    """The texts of a judge profile and its protocol by file name, checked.

    Raises:
        ProtocolMissing: when the protocol is in none of the folders.
        ProfileError, ProtocolError, RubricError: when a file is not valid.
    """
    text = _text(file)
    name = protocol_name(text)
    roots = settings.SALON_SUITE_DIRS if roots is None else roots
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
