"""Imports the official release: its prompts as a suite, and its instructions to the judge as a verbatim protocol.

Both are written to the folder of imported files, in the layout of ``prompts/``, and loaded from there as usual.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.dataset import LANGUAGES, OfficialPrompt, read_prompts
from leaderboard.domain.official.toolkit import PROTOCOL, TOOLKIT_FILE, OfficialProtocol, read_protocol
from leaderboard.models import JudgeProfile, PromptSuite
from leaderboard.pipeline.loading import folders, suites

SUITE = "qwen-image-bench"
"""The key of the imported suite."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: the suite, and the judge profiles that use the protocol."""

    suite: PromptSuite
    profiles: tuple[JudgeProfile, ...]


def import_official(toolkit: Path, dataset: Path, version: str = "1", *, hidden: bool = False) -> Imported:
    """Read the user's copies, write them into the folder of imported files, and load them; all or nothing.

    Args:
        hidden: hide the suite. A suite that is already hidden stays hidden.

    Raises:
        OfficialError: with every fault of both files, by file and line.
        SealBroken: when another release was imported under the same version.
    """
    protocol, prompts = _read(toolkit / TOOLKIT_FILE, dataset)
    target: Path = settings.SALON_IMPORTED
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix=".draft-") as name:
        draft = Path(name)
        hidden = hidden or PromptSuite.objects.filter(key=SUITE, version=version, hidden=True).exists()
        _write_suite(draft / SUITE, prompts, version, hidden=hidden)
        _write_protocol(draft / "protocols" / PROTOCOL, protocol)
        with transaction.atomic():
            imported = _load(draft)
            for folder in (Path(SUITE), Path("protocols") / PROTOCOL):
                _replace(draft / folder, target / folder)
    return imported


def _read(source: Path, dataset: Path) -> tuple[OfficialProtocol, list[OfficialPrompt]]:
    rubric = folders.rubric()
    faults = [f"{path}: there is no such file" for path in (source, dataset) if not path.is_file()]
    if faults:
        raise OfficialError(faults)
    protocol, prompts = None, []
    try:
        protocol = read_protocol(source.read_text(encoding="utf-8"), rubric)
    except OfficialError as error:
        faults.extend(error.faults)
    except UnicodeDecodeError as error:
        faults.append(f"{source.name}: not UTF-8 ({error})")
    try:
        # newline="\\n", because a prompt may contain other characters that Python treats as line ends.
        with dataset.open(encoding="utf-8", newline="\n") as lines:
            prompts = read_prompts(lines, dataset.name, rubric)
    except OfficialError as error:
        faults.extend(error.faults)
    except UnicodeDecodeError as error:
        faults.append(f"{dataset.name}: not UTF-8 ({error})")
    if protocol is None or faults:
        raise OfficialError(faults)
    return protocol, prompts


def _write_suite(folder: Path, prompts: list[OfficialPrompt], version: str, *, hidden: bool) -> None:
    folder.mkdir(parents=True)
    head = {
        "key": SUITE,
        "version": version,
        "title": "Qwen-Image-Bench",
        "description": "The prompts of the official release, imported from a copy of it.",
        "licence": "Apache-2.0",
        "languages": list(LANGUAGES),
        "hidden": hidden,
    }
    # Strings, lists of strings, true and false are written alike in JSON and TOML.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in head.items()]
    _write(folder / "suite.toml", "".join(lines))
    _write(folder / "prompts.jsonl", "".join(json.dumps(_entry(p), ensure_ascii=False) + "\n" for p in prompts))


def _entry(prompt: OfficialPrompt) -> dict[str, object]:
    targets = [{"facet": list(path), "note": ""} for path in prompt.targets]
    return {"key": prompt.key, "texts": dict(prompt.texts), "targets": targets}


def _write_protocol(folder: Path, protocol: OfficialProtocol) -> None:
    folder.mkdir(parents=True)
    for name, text in protocol.files().items():
        _write(folder / name, text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _load(draft: Path) -> Imported:
    """Load the suite, and every judge profile that can be read now; returns those that use the protocol."""
    suite, _ = suites.load_suite(folders.read_suite(draft / SUITE))
    contents = folders.read_all([draft, settings.SALON_PROMPTS])
    if contents.faults:
        raise OfficialError(contents.faults)
    loaded = [suites.load_profile(files)[0] for files in contents.profiles]
    return Imported(suite, tuple(row for row in loaded if row.frozen.protocol.key == PROTOCOL))


def _replace(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    source.rename(target)
