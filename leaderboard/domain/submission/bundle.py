"""The rules of a bundle: which picture each file of the zip is, and the report on what is wrong with it.

A file is named by its prompt's key, with the language in the name (``p001.en.png``), as folder (``en/p001.png``), or
without it if the submission has one language (``p001.png``). Of several pictures per prompt, the later ones have their
number at the end: ``p001.en.2.png``, ``en/p001.2.png``, ``p001.2.png``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from leaderboard.domain.images.faults import ImageFaultKind
from leaderboard.domain.submission.samples import not_declared, stem_and_sample
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
    """One picture that a submission needs; ``sample`` is counted from 0."""

    prompt_key: str
    language: str
    sample: int = 0

    def __str__(self) -> str:
        sample = f", sample {self.sample + 1}" if self.sample else ""
        return f"{self.prompt_key} ({self.language}{sample})"

    @property
    def file_name(self) -> str:
        """The name that the documents ask for, as a PNG."""
        number = f".{self.sample + 1}" if self.sample else ""
        return f"{self.prompt_key}.{self.language}{number}.png"

    @property
    def name_in_folder(self) -> str:
        """The name in a folder of the language."""
        number = f".{self.sample + 1}" if self.sample else ""
        return f"{self.language}/{self.prompt_key}{number}.png"


@dataclass(frozen=True, slots=True)
class BundleFault:
    """One line of the report: what (prompt, language and sample where known), which file, and what to do.

    ``sample`` is counted from 1 here, as for people.
    """

    kind: str
    message: str
    file: str = ""
    prompt_key: str = ""
    language: str = ""
    sample: int = 1


class UnknownName(ValueError):
    """The file's name matches no picture of this submission."""


def slots(prompt_keys: Iterable[str], languages: Sequence[str], samples: int = 1) -> list[Slot]:
    """All pictures a submission needs, in suite order, language by language, the samples of a prompt together.

    Args:
        samples: how many pictures per prompt it declares.
    """
    keys = list(prompt_keys)
    return [Slot(key, language, sample) for language in languages for key in keys for sample in range(samples)]


def slot_of(name: str, wanted: Collection[Slot], languages: Sequence[str]) -> Slot:
    """The slot of a file's name.

    Raises:
        UnknownName: saying which names are expected.
    """
    path = PurePosixPath(name)
    if path.suffix.lower() not in SUFFIXES:
        raise UnknownName(f"the ending {path.suffix or '(none)'} is not accepted; {', '.join(SUFFIXES)} are")
    named, said = stem_and_sample(path.stem)
    sample = said or 0
    stem, _, language = named.partition(".")
    candidates = [language, path.parent.name, *(languages if len(languages) == 1 else [])]
    for candidate in candidates:
        slot = Slot(stem, candidate, sample)
        if language and language != candidate:
            continue
        if slot in wanted:
            return slot
        if sample and Slot(stem, candidate) in wanted:
            raise UnknownName(not_declared(sample, 1 + max(one.sample for one in wanted)))
    example = min(wanted)
    raise UnknownName(
        "no prompt and language of this submission has this name; a name like "
        f"{example.file_name} or {example.name_in_folder} is expected"
    )


def missing_faults(wanted: Iterable[Slot], found: Collection[Slot]) -> list[BundleFault]:
    """A fault for each slot without a file."""
    return [
        slot_fault(BundleFaultKind.MISSING, f"no picture for prompt {slot}; add {slot.file_name}", "", slot)
        for slot in wanted
        if slot not in found
    ]


def slot_fault(kind: str, message: str, name: str, slot: Slot | None) -> BundleFault:
    """A fault of a file that may belong to a slot."""
    if slot is None:
        return BundleFault(kind, message, name)
    return BundleFault(kind, message, name, slot.prompt_key, slot.language, slot.sample + 1)


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
    BundleFaultKind.DUPLICATE: gettext_noop("Two files for one picture"),
    BundleFaultKind.SAME_PICTURE: gettext_noop("The same picture twice"),
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
