"""Reads suites and judge profiles from the operators' folders (their layout: ``leaderboard.offline.prompts``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from leaderboard.domain.judging.profile import ProfileError
from leaderboard.domain.judging.protocol import ProtocolError
from leaderboard.domain.rubric import Rubric, RubricError
from leaderboard.domain.suite.files import SuiteError
from leaderboard.domain.suite.suite import Suite
from leaderboard.offline import prompts
from leaderboard.offline.prompts import ProtocolMissing

Read = TypeVar("Read")


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
        for folder in prompts.suite_folders(root):
            contents.suites.extend(_read(partial(read_suite, folder), folder, contents.faults))
        for file in prompts.profile_files(root):
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
    return prompts.read_rubric(settings.SALON_PROMPTS)


def read_suite(folder: Path) -> Suite:
    """Read a suite's folder.

    Raises:
        SuiteError: with every fault.
    """
    return prompts.read_suite(folder, rubric())


def read_profile(file: Path, roots: Sequence[Path] | None = None) -> dict[str, str]:
    """The texts of a judge profile and its protocol by file name, checked; see ``prompts.read_profile``."""
    return prompts.read_profile(file, settings.SALON_SUITE_DIRS if roots is None else roots)
