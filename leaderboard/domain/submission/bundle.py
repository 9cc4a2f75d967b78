"""The rules of a bundle: which picture each file of the zip is, and the report on what is wrong with it.

A file is named by its prompt's key, with the language in the name (``p001.en.png``), as folder (``en/p001.png``), or
without it if the submission has one language (``p001.png``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from leaderboard.domain.images.faults import ImageFaultKind
from leaderboard.domain.text_enum import StrEnum
from leaderboard.domain.translatable import gettext_noop

MANIFEST = "manifest.json"
MOST_IGNORED = 100
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")


class BundleFaultKind(StrEnum):
    """Faults of the bundle, in addition to those of single pictures (``ImageFaultKind``)."""

    NOT_A_ZIP = "not_a_zip"
    UNSAFE_NAME = "unsafe_name"
    LINK = "link"
    ENCRYPTED = "encrypted"
    COMPRESSION_BOMB = "compression_bomb"
    UNREADABLE = "unreadable"
    SURPLUS = "surplus"
    DUPLICATE = "duplicate"
    SAME_PICTURE = "same_picture"
    MISSING = "missing"
    BAD_MANIFEST = "bad_manifest"
    AMBIGUOUS = "ambiguous"
    BAD_MAPPING = "bad_mapping"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One picture that a submission needs."""

    prompt_key: str
    language: str

    def __str__(self) -> str:
        return f"{self.prompt_key} ({self.language})"


@dataclass(frozen=True, slots=True)
class BundleFault:
    """One line of the report: what (prompt and language where known), which file, and what to do."""

    kind: str
    message: str
    file: str = ""
    prompt_key: str = ""
    language: str = ""


class UnknownName(ValueError):
    """The file's name matches no picture of this submission."""


def slots(prompt_keys: Iterable[str], languages: Sequence[str]) -> list[Slot]:
    """All pictures a submission needs, in suite order, language by language."""
    keys = list(prompt_keys)
    return [Slot(key, language) for language in languages for key in keys]


def slot_of(name: str, wanted: Collection[Slot], languages: Sequence[str]) -> Slot:
    """The slot of a file's name.

    Raises:
        UnknownName: saying which names are expected.
    """
    path = PurePosixPath(name)
    if path.suffix.lower() not in SUFFIXES:
        raise UnknownName(f"the ending {path.suffix or '(none)'} is not accepted; {', '.join(SUFFIXES)} are")
    stem, _, language = path.stem.partition(".")
    candidates = [language, path.parent.name, *(languages if len(languages) == 1 else [])]
    for candidate in candidates:
        slot = Slot(stem, candidate)
        if slot in wanted and (not language or language == candidate):
            return slot
    example = min(wanted)
    raise UnknownName(
        "no prompt and language of this submission has this name; a name like "
        f"{example.prompt_key}.{example.language}.png "
        f"or {example.language}/{example.prompt_key}.png is expected"
    )


def missing_faults(wanted: Iterable[Slot], found: Collection[Slot]) -> list[BundleFault]:
    """A fault for each slot without a file."""
    return [
        BundleFault(
            BundleFaultKind.MISSING,
            f"no picture for prompt {slot}; add {slot.prompt_key}.{slot.language}.png",
            "",
            slot.prompt_key,
            slot.language,
        )
        for slot in wanted
        if slot not in found
    ]


def report(
    faults: Sequence[BundleFault],
    warnings: Sequence[BundleFault] = (),
    *,
    pictures: int,
    expected: int,
    ignored: Sequence[str] = (),
) -> dict[str, object]:
    """The report as plain values: how much was right, counts of faults by kind, the faults, and the warnings.

    Warnings have the form of faults but do not reject a bundle. ``ignored``: files that operating systems add to
    zips; a report lists the first MOST_IGNORED of them.
    """
    counts: dict[str, int] = {}
    for fault in faults:
        counts[fault.kind] = counts.get(fault.kind, 0) + 1
    return {
        "expected": expected,
        "pictures": pictures,
        "counts": counts,
        "faults": [asdict(fault) for fault in faults],
        "warnings": [asdict(warning) for warning in warnings],
        "ignored_count": len(ignored),
        "ignored": list(ignored[:MOST_IGNORED]),
    }


FAULT_LABELS: dict[str, str] = {
    BundleFaultKind.NOT_A_ZIP: gettext_noop("Not a zip file"),
    BundleFaultKind.UNSAFE_NAME: gettext_noop("Unsafe file name"),
    BundleFaultKind.LINK: gettext_noop("Link instead of a file"),
    BundleFaultKind.ENCRYPTED: gettext_noop("Encrypted file"),
    BundleFaultKind.COMPRESSION_BOMB: gettext_noop("Suspicious compression"),
    BundleFaultKind.UNREADABLE: gettext_noop("Damaged in the zip"),
    BundleFaultKind.SURPLUS: gettext_noop("Not asked for"),
    BundleFaultKind.DUPLICATE: gettext_noop("Two files for one prompt"),
    BundleFaultKind.SAME_PICTURE: gettext_noop("Same picture for two prompts"),
    BundleFaultKind.MISSING: gettext_noop("Missing"),
    BundleFaultKind.BAD_MANIFEST: gettext_noop("manifest.json cannot be read"),
    BundleFaultKind.AMBIGUOUS: gettext_noop("Name fits several prompts"),
    BundleFaultKind.BAD_MAPPING: gettext_noop("Mistake in the mapping"),
    ImageFaultKind.TOO_MANY_BYTES: gettext_noop("File too large"),
    ImageFaultKind.UNDECODABLE: gettext_noop("Does not decode"),
    ImageFaultKind.WRONG_FORMAT: gettext_noop("Wrong format"),
    ImageFaultKind.TOO_SMALL: gettext_noop("Too small"),
    ImageFaultKind.TOO_LARGE: gettext_noop("Too many pixels"),
    ImageFaultKind.ANIMATED: gettext_noop("Animated"),
    ImageFaultKind.WRONG_MODE: gettext_noop("Not 8-bit RGB"),
    ImageFaultKind.TOO_COMPLEX: gettext_noop("File of too many parts"),
    ImageFaultKind.TOO_COSTLY: gettext_noop("Too costly to decode"),
    ImageFaultKind.TAKEN_DOWN: gettext_noop("Taken down by the operators"),
}
"""The heading of each group of faults."""
