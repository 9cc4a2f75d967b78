"""Folders of pictures: which file is for which prompt, and the check by the rules of the site, before any is sent."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from leaderboard.client.bundles import Checked
from leaderboard.client.errors import BadInput
from leaderboard.client.models import Prompt, SetPictureIn
from leaderboard.domain.images.check import inspect_image
from leaderboard.domain.submission.bundle import BundleFaultKind, Slot, report
from leaderboard.domain.submission.generation_settings import settings_of_manifest
from leaderboard.domain.submission.manifest import BadManifest, parse_manifest
from leaderboard.domain.submission.mapping import BadMapping, by_mapping, read_mapping
from leaderboard.domain.submission.naming import MAPPINGS, Matching, NamedPrompt, by_name, in_order
from leaderboard.domain.submission.picture_check import Inspector, PictureFile, check_files
from leaderboard.domain.text_enum import StrEnum
from leaderboard.domain.texts import FieldFault

_MOST_NAME = 255
_BLOCK = 1 << 20


class Order(StrEnum):
    """In which order numbered files are."""

    PROMPTS = "prompts"


@dataclass(frozen=True)
class Folder:
    """A folder whose files are matched to the prompts of a submission. ``manifest``: its ``manifest.json``, if any.

    ``samples``: how many pictures per prompt the submission declares. ``left_out``: how many pictures belong to prompts
    of the suite that the submission does not have, because it is for practice.
    """

    path: Path
    prompts: Sequence[Prompt]
    languages: Sequence[str]
    matching: Matching
    manifest: dict[str, Any] | None = None
    samples: int = 1
    left_out: int = 0

    @property
    def expected(self) -> int:
        """How many pictures the submission needs."""
        return len(self.prompts) * len(self.languages) * self.samples

    def rows(self) -> list[tuple[Slot, str, str]]:
        """Slot, text and file of every matched picture, in the order of the prompts."""
        texts = {prompt.key: prompt.texts for prompt in self.prompts}
        return [
            (slot, texts[slot.prompt_key][slot.language], match.file) for slot, match in self.matching.matches.items()
        ]


def match(
    path: Path,
    prompts: Sequence[Prompt],
    languages: Sequence[str],
    *,
    order: Order | None,
    mapping: Path | None,
    samples: int = 1,
    suite_prompts: Sequence[Prompt] = (),
) -> Folder:
    """Match the files of a folder to prompts: by a mapping, by the order of the prompts, or by their names.

    Args:
        prompts: those of the submission.
        suite_prompts: all of the suite, if the submission has only some; pictures of the others are left out.
        mapping: a CSV or JSONL file; by default ``mapping.csv`` or ``mapping.jsonl`` in the folder, if there is one.
        samples: how many pictures per prompt the submission declares.

    Raises:
        BadInput: if the folder or the mapping cannot be read.
    """
    names = _names(path)
    if order is not None and mapping is not None:
        raise BadInput("--order and --mapping exclude each other; give one of them")
    inside = [path / name for name in names if name in MAPPINGS]
    file = None if order else mapping or next(iter(inside), None)

    def matched(wanted: Sequence[Prompt]) -> Matching:
        named = [NamedPrompt(prompt.key, prompt.texts) for prompt in wanted]
        if order is Order.PROMPTS:
            return in_order(names, named, languages, samples)
        if file is None:
            return by_name(names, named, languages, samples)
        try:
            return by_mapping(names, read_mapping(_read(file), file.name), named, languages, samples)
        except BadMapping as error:
            raise BadInput(str(error)) from error

    found, left_out = matched(prompts), 0
    if len(suite_prompts) > len(prompts) and found.faults:
        whole, of_others = _limited(matched(suite_prompts), {prompt.key for prompt in prompts})
        if len(whole.faults) < len(found.faults):  # otherwise the files are numbered within the subset
            found, left_out = whole, of_others
    return Folder(path, prompts, languages, found, _manifest(path, found), samples, left_out)


def _limited(matching: Matching, keys: Collection[str]) -> tuple[Matching, int]:
    """A matching without what concerns other prompts than these, and how many pictures that leaves out."""
    kept = {slot: match for slot, match in matching.matches.items() if slot.prompt_key in keys}
    faults = [fault for fault in matching.faults if not fault.prompt_key or fault.prompt_key in keys]
    left_out = len(matching.matches) - len(kept)
    return Matching(kept, faults, matching.ignored, matching.manifest), left_out


def check(folder: Folder, checked: Callable[[int], None] = lambda n: None) -> Checked:
    """Check the matched pictures as the site does. ``checked`` gets the number of files checked so far.

    What only the site knows stays unchecked: quota, storage, and pictures that operators have taken down.
    """
    files = [
        PictureFile(slot, match.file, _size(folder.path / match.file), partial(_read, folder.path / match.file))
        for slot, match in folder.matching.matches.items()
    ]
    wanted = list(folder.matching.matches)
    found = check_files(files, wanted, Inspector(inspect_image, os.cpu_count() or 1), checked)
    kinds = Counter(kind for facts in found.pictures.values() for kind in facts.metadata)
    lines = report(
        [*folder.matching.faults, *found.faults],
        found.warnings,
        pictures=len(found.pictures),
        expected=folder.expected,
        ignored=folder.matching.ignored,
    )
    return Checked(lines, {str(kind): number for kind, number in kinds.items()})


def unchecked(folder: Folder) -> Checked:
    """What the names alone tell."""
    matched = folder.matching
    pictures = len(matched.matches)
    return Checked(report(matched.faults, pictures=pictures, expected=folder.expected, ignored=matched.ignored), {})


def announced(folder: Folder) -> tuple[list[SetPictureIn], dict[str, Path]]:
    """The pictures as they are announced, and the files by their SHA-256; reading them takes a while."""
    pictures, files = [], {}
    for slot, found in folder.matching.matches.items():
        path = folder.path / found.file
        sha256, size = _digest(path)
        files[sha256] = path
        name = "".join(c if c.isprintable() else "�" for c in found.file)[-_MOST_NAME:]
        pictures.append(
            SetPictureIn(
                prompt=slot.prompt_key,
                language=slot.language,
                sample=slot.sample + 1,
                sha256=sha256,
                byte_size=size,
                name=name,
            )
        )
    return pictures, files


def _names(path: Path) -> list[str]:
    if not path.is_dir():
        raise BadInput(f"{path} does not exist; name a folder or a zip file of pictures")
    try:
        return sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error}") from error


def _manifest(path: Path, matching: Matching) -> dict[str, Any] | None:
    if not matching.manifest:
        return None
    try:
        manifest = parse_manifest(_read(path / matching.manifest))
        settings_of_manifest(manifest)
        return manifest
    except (BadManifest, FieldFault) as error:
        matching.refuse(BundleFaultKind.BAD_MANIFEST, str(error), matching.manifest)
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error}") from error


def _digest(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    return digest.hexdigest(), size
