"""Which picture of a folder belongs to which prompt, by the names that people give to files.

A name says it with the prompt's key (``p001.en.png``, ``en/p001.png``, ``p001_a red cat.png``) or with the prompt's
text (``001_a red cat.png``). Of several pictures per prompt, the later ones have their number at the end of the name
(``p001.en.2.png``, ``p001_a red cat_2.png``). Where a name fits several pictures of the submission, that is a fault
that names them: nothing is guessed. Numbers alone say nothing, unless the author asks for the order of the prompts
(``in_order``) or gives a file that maps names to prompts (``mapping``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath

from leaderboard.domain.submission.bundle import (
    MANIFEST,
    SUFFIXES,
    BundleFault,
    BundleFaultKind,
    Slot,
    missing_faults,
    slot_fault,
    slots,
)
from leaderboard.domain.submission.entry_names import is_system_file
from leaderboard.domain.submission.folding import fold, letters
from leaderboard.domain.submission.samples import loose_stem_and_sample, not_declared, stem_and_sample
from leaderboard.domain.text_enum import StrEnum

MAPPINGS = ("mapping.csv", "mapping.jsonl")
"""Files of these names map the folder's other files to prompts."""

OTHER_PICTURES = (".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif", ".jxl", ".jp2", ".tga", ".psd")
"""Endings of pictures that are not accepted. Files with yet other endings are no pictures, and are ignored."""

_LEAST_LETTERS = 6
"""A shorter beginning of a prompt's text says too little."""

_SEPARATORS = "._ -"
_NUMBER = re.compile(rf"\d+[{_SEPARATORS}]+")
_FIRST_NUMBER = re.compile(r"\d+")
_NAMED_CANDIDATES = 3


class How(StrEnum):
    """What a match relies on. EXACT: the names of the documents, which need no confirmation."""

    EXACT = "exact"
    KEY = "key"
    TEXT = "text"
    ORDER = "order"
    MAPPING = "mapping"


@dataclass(frozen=True, slots=True)
class NamedPrompt:
    """A prompt as names are compared with it: its key, and its texts by language."""

    key: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """The file of one picture of the submission."""

    file: str
    how: How

    @property
    def is_unusual(self) -> bool:
        """Whether a person should look at it: the file has another name than the documents ask for."""
        return self.how in (How.KEY, How.TEXT, How.ORDER)


@dataclass
class Matching:
    """The result: at most one file for each slot, and no file for two.

    ``ignored``: files that are no pictures. ``manifest``: the name of the author's ``manifest.json``, or "".
    """

    matches: dict[Slot, Match] = field(default_factory=dict)
    faults: list[BundleFault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    manifest: str = ""

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person should look at the table."""
        return any(match.is_unusual for match in self.matches.values())

    def add(self, slot: Slot, name: str, how: How) -> None:
        """Add a match, or a fault if the slot already has a file."""
        other = self.matches.get(slot)
        if other is None:
            self.matches[slot] = Match(name, how)
        else:
            message = f"a second file for prompt {slot}, besides {other.file}; keep one of them"
            self.refuse(BundleFaultKind.DUPLICATE, message, name, slot)

    def add_declared(self, slot: Slot, name: str, how: How, samples: int) -> None:
        """As ``add``; a fault for a sample that the submission, with ``samples`` pictures per prompt, does not have."""
        if slot.sample < samples:
            self.add(slot, name, how)
        else:
            self.refuse(BundleFaultKind.SURPLUS, not_declared(slot.sample, samples), name)

    def refuse(self, kind: BundleFaultKind, message: str, name: str = "", slot: Slot | None = None) -> None:
        """Add a fault."""
        self.faults.append(slot_fault(kind, message, name, slot))


def by_name(
    names: Iterable[str], prompts: Sequence[NamedPrompt], languages: Sequence[str], samples: int = 1
) -> Matching:
    """Match files by what their names say.

    Args:
        names: paths within the folder, with slashes.
        samples: how many pictures per prompt the submission declares.
    """
    result = Matching()
    rules = _Names(prompts, languages, samples)
    for name in pictures_of(names, result):
        found, how = rules.slots_of(name)
        if len(found) > 1:
            result.refuse(BundleFaultKind.AMBIGUOUS, _ambiguous(found), name)
        elif found:
            result.add_declared(next(iter(found)), name, how, samples)
        else:
            result.refuse(BundleFaultKind.SURPLUS, _unknown(prompts[0].key, languages[0]), name)
    return _completed(result, prompts, languages, samples)


def in_order(
    names: Iterable[str], prompts: Sequence[NamedPrompt], languages: Sequence[str], samples: int = 1
) -> Matching:
    """Match numbered files to the prompts in the suite's order; the first number may be 0 or 1.

    The number is the first one in a file's name; of several pictures per prompt, the later ones have a second number at
    the end (``0001_2.png``). Each language needs a whole series, in a folder of its name or with the language at the
    end of the names.
    """
    result = Matching()
    rules = _Names(prompts, languages, samples)
    numbered: dict[str, list[tuple[int, int, str]]] = {language: [] for language in languages}
    for name in pictures_of(names, result):
        stem, found, sample = rules.numbered(name)
        number = _FIRST_NUMBER.search(stem)
        if number is None or len(found) != 1:
            message = "the order of the prompts needs a number and one language in each name, such as en/0001.png"
            result.refuse(BundleFaultKind.SURPLUS, message, name)
        else:
            numbered[found[0]].append((int(number.group()), sample, name))
    for language, files in numbered.items():
        _match_numbers(files, prompts, language, result, samples)
    return _completed(result, prompts, languages, samples)


def _match_numbers(
    files: Iterable[tuple[int, int, str]],
    prompts: Sequence[NamedPrompt],
    language: str,
    result: Matching,
    samples: int,
) -> None:
    ordered = sorted(files)
    first = 0 if ordered and ordered[0][0] == 0 else 1
    for number, sample, name in ordered:
        if first <= number < first + len(prompts):
            result.add_declared(Slot(prompts[number - first].key, language, sample), name, How.ORDER, samples)
        else:
            last = first + len(prompts) - 1
            message = f"the number {number} belongs to no prompt; numbers from {first} to {last} are expected"
            result.refuse(BundleFaultKind.SURPLUS, message, name)


def pictures_of(names: Iterable[str], result: Matching) -> list[str]:
    """The pictures among a folder's files, sorted; the other files become faults or ignored files of ``result``."""
    pictures = []
    for name in sorted(names):
        suffix = PurePosixPath(name).suffix.lower()
        if is_system_file(name) or name.lower() in MAPPINGS:
            result.ignored.append(name)
        elif name == MANIFEST:
            result.manifest = name
        elif suffix in SUFFIXES:
            pictures.append(name)
        elif suffix in OTHER_PICTURES:
            message = f"the ending {suffix} is not accepted; {', '.join(SUFFIXES)} are"
            result.refuse(BundleFaultKind.SURPLUS, message, name)
        else:
            result.ignored.append(name)
    return pictures


def _completed(result: Matching, prompts: Sequence[NamedPrompt], languages: Sequence[str], samples: int) -> Matching:
    """The result with its matches in the order of the slots, and a fault for each slot without a file."""
    wanted = slots((prompt.key for prompt in prompts), languages, samples)
    result.matches = {slot: result.matches[slot] for slot in wanted if slot in result.matches}
    result.faults.extend(missing_faults(wanted, result.matches))
    return result


def _ambiguous(found: Collection[Slot]) -> str:
    named = ", ".join(str(slot) for slot in sorted(found)[:_NAMED_CANDIDATES])
    more = f" and {len(found) - _NAMED_CANDIDATES} more" if len(found) > _NAMED_CANDIDATES else ""
    first = min(found)
    return (
        f"the name fits prompts {named}{more}; rename the file, such as to {first.file_name}, or map it in mapping.csv"
    )


def _unknown(key: str, language: str) -> str:
    return (
        f"the name fits no prompt; name the file like {key}.{language}.png or {language}/{key}.png, or by the prompt's "
        "text, map it in mapping.csv, or ask for the order of the prompts if the files are numbered in it"
    )


class _Names:
    """What names say about a submission's slots; case and the forms of Unicode make no difference."""

    def __init__(self, prompts: Sequence[NamedPrompt], languages: Sequence[str], samples: int) -> None:
        self._prompts, self._languages = prompts, {fold(language): language for language in languages}
        self._samples = samples
        self._by_key: dict[str, list[NamedPrompt]] = {}
        for prompt in prompts:
            self._by_key.setdefault(fold(prompt.key), []).append(prompt)

    def numbered(self, name: str) -> tuple[str, list[str], int]:
        """The folded stem without language and sample at its end, the languages that the name may mean, and the sample.

        A number at the end is a sample only after another number: ``0001_2``, but not ``picture_2``.
        """
        path = PurePosixPath(fold(name))
        rest, sample = stem_and_sample(path.stem) if self._samples == 1 else loose_stem_and_sample(path.stem)
        if sample is None or not _FIRST_NUMBER.search(rest):
            rest, sample = path.stem, 0
        return (*self._language_of(path, rest), sample)

    def slots_of(self, name: str) -> tuple[set[Slot], How]:
        """The slots that a name fits, and by what; their sample may be one that the submission does not declare."""
        path = PurePosixPath(fold(name))
        rest, sample = stem_and_sample(path.stem)
        exact = self._exact(path, path.stem, name)
        if sample is not None:
            exact |= {replace(slot, sample=sample) for slot in self._exact(path, rest, name)}
        if exact:
            return exact, How.EXACT if PurePosixPath(name).stem.startswith(min(exact).prompt_key) else How.KEY
        rest, sample = loose_stem_and_sample(path.stem)
        if self._samples > 1 and sample is not None:
            found, how = self._loose(path, rest)
            found = found or self._exact(path, rest, name)
            if found:
                # The end of a prompt's text may look like a number.
                whole = self._of_text(path.stem, self._language_of(path, path.stem)[1])
                return {replace(slot, sample=sample) for slot in found} | whole, how
        return self._loose(path, path.stem)

    def _exact(self, path: PurePosixPath, stem: str, name: str) -> set[Slot]:
        """The slots with this key and, at the end or as a folder, language."""
        rest, languages = self._language_of(path, stem)
        # The end of a key may look like a language, so the whole stem is read, too.
        of_folder = self._of_key(self._named(stem, name), self._folder_languages(path))
        return self._of_key(self._named(rest, name), languages) | of_folder

    def _loose(self, path: PurePosixPath, stem: str) -> tuple[set[Slot], How]:
        """The slots whose key the stem begins with, or whose text it has."""
        rest, languages = self._language_of(path, stem)
        by_key = self._of_key(self._begin(rest), languages)
        # The end of a text may look like a language, so the whole stem is read, too.
        by_text = self._of_text(rest, languages) | self._of_text(stem, self._folder_languages(path))
        if by_key and by_text:
            return (by_key & by_text) or (by_key | by_text), How.KEY
        return (by_key, How.KEY) if by_key else (by_text, How.TEXT)

    def _language_of(self, path: PurePosixPath, stem: str) -> tuple[str, list[str]]:
        """The folded stem without a language at its end, and the languages that the name may mean.

        They are those at the end of the stem and in the folders; all languages, if it names none.
        """
        rest, ending = self._without_language(stem)
        said = [*([ending] if ending else []), *self._folder_language(path)]
        return rest, list(dict.fromkeys(said)) or list(self._languages.values())

    def _folder_languages(self, path: PurePosixPath) -> list[str]:
        return self._folder_language(path) or list(self._languages.values())

    def _without_language(self, stem: str) -> tuple[str, str]:
        for folded, language in self._languages.items():
            for separator in _SEPARATORS:
                if len(stem) > len(folded) + 1 and stem.endswith(separator + folded):
                    return stem[: -len(folded) - 1], language
        return stem, ""

    def _folder_language(self, path: PurePosixPath) -> list[str]:
        return [self._languages[part] for part in reversed(path.parts[:-1]) if part in self._languages][:1]

    def _of_key(self, prompts: Iterable[NamedPrompt], languages: Sequence[str]) -> set[Slot]:
        return {Slot(prompt.key, language) for prompt in prompts for language in languages}

    def _named(self, key: str, name: str) -> list[NamedPrompt]:
        """The prompts with this folded key; of several, those whose key the file's name has as it is."""
        found = self._by_key.get(key, [])
        return [prompt for prompt in found if PurePosixPath(name).stem.startswith(prompt.key)] or found

    def _begin(self, stem: str) -> list[NamedPrompt]:
        """The prompts with whose key and a separator the stem begins."""
        ends = [at for at, character in enumerate(stem) if character in _SEPARATORS]
        return [prompt for at in ends for prompt in self._by_key.get(stem[:at], ())]

    def _of_text(self, stem: str, languages: Sequence[str]) -> set[Slot]:
        """The slots with whose text the stem, with or without a number or key before it, begins or is equal."""
        numbered = _NUMBER.match(stem)
        readings = {letters(stem), letters(stem[numbered.end() :]) if numbered else ""}
        readings |= {letters(stem[len(fold(prompt.key)) :]) for prompt in self._begin(stem)}
        return {
            Slot(key, language)
            for language in languages
            for text, key in self._texts.get(language, ())
            if any(said == text or (len(said) >= _LEAST_LETTERS and text.startswith(said)) for said in readings if said)
        }

    @cached_property
    def _texts(self) -> dict[str, list[tuple[str, str]]]:
        """By language, each prompt's letters and key."""
        return {
            language: [(letters(prompt.texts.get(language, "")), prompt.key) for prompt in self._prompts]
            for language in self._languages.values()
        }
