"""Folders and zips of pictures: checked here by the rules of the site, before anything is sent."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from leaderboard.client.errors import BadInput
from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.submission.bundle import report, slots
from leaderboard.domain.submission.bundle_check import BundleCheck, check_bundle
from leaderboard.domain.submission.entry_names import is_system_file
from leaderboard.domain.submission.picture_check import Inspector

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Zips know no time before 1980. All entries have this one, so that the same pictures give the same zip."""


@dataclass(frozen=True)
class Checked:
    """The report as the site gives it, and how many pictures name a place, a camera, a serial number or an author."""

    report: dict[str, Any]
    metadata: dict[str, int]

    @property
    def accepted(self) -> bool:
        """Whether the site would accept the pictures."""
        return not self.report["faults"]


@contextmanager
def as_zip(source: Path) -> Iterator[Path]:
    """A zip of a folder's pictures, for the time of the context; a zip stays as it is.

    Raises:
        BadInput: if there is no such folder or file, or it cannot be read.
    """
    if source.is_file():
        yield source
        return
    if not source.is_dir():
        raise BadInput(f"{source} does not exist; name a folder or a zip file of pictures")
    with TemporaryDirectory(prefix="salon-") as folder:
        path = Path(folder) / f"{source.resolve().name or 'pictures'}.zip"
        try:
            _pack(source, path)
        except OSError as error:
            raise BadInput(f"{source} cannot be packed: {error}") from error
        yield path


def check(
    bundle: Path,
    prompt_keys: Sequence[str],
    languages: Sequence[str],
    checked: Callable[[int], None] = lambda n: None,
    samples: int = 1,
) -> Checked:
    """Check a zip as the site does. What only the site knows stays unchecked: quota, storage, and takedowns.

    Args:
        checked: gets the number of files checked so far.
        samples: how many pictures per prompt the submission declares.
    """
    expected = len(prompt_keys) * len(languages) * samples
    return checked_of(inspect(bundle, prompt_keys, languages, checked, samples), expected)


def inspect(
    bundle: Path,
    prompt_keys: Sequence[str],
    languages: Sequence[str],
    checked: Callable[[int], None],
    samples: int = 1,
) -> BundleCheck:
    """The check itself: the facts of every picture, and all faults."""
    inspector = Inspector(inspect_image, os.cpu_count() or 1)
    try:
        with bundle.open("rb") as file:
            return check_bundle(file, slots(prompt_keys, languages, samples), languages, inspector, checked)
    except OSError as error:
        raise BadInput(f"{bundle} cannot be read: {error}") from error


def checked_of(found: BundleCheck, expected: int) -> Checked:
    """The report on a check in which ``expected`` pictures were wanted."""
    pictures, kinds = len(found.pictures), Counter(kind for facts in found.pictures.values() for kind in facts.metadata)
    lines = report(found.faults, found.warnings, pictures=pictures, expected=expected, ignored=found.ignored)
    return Checked(lines, {str(kind): number for kind, number in kinds.items()})


def _pack(source: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:  # pictures do not get smaller
        for file in sorted(source.rglob("*")):
            name = file.relative_to(source).as_posix()
            if not file.is_file() or is_system_file(name):
                continue
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.file_size = file.stat().st_size
            with file.open("rb") as data, archive.open(entry, "w") as packed:
                shutil.copyfileobj(data, packed)
