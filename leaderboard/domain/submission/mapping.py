"""A file that says which picture belongs to which prompt: CSV with a header, or one JSON object per line.

Its columns are ``file``, ``prompt`` (the key, or the whole text), ``language``, which may be left out if the submission
has one language, and ``sample`` (from 1), which may be left out for the first picture of a prompt.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboard.domain.submission.bundle import BundleFaultKind, Slot, missing_faults, slots
from leaderboard.domain.submission.folding import fold, letters
from leaderboard.domain.submission.naming import How, Matching, NamedPrompt, pictures_of
from leaderboard.domain.submission.samples import MOST_SAMPLES, not_declared

MAX_BYTES = 16 * 2**20
_EXPECTED = 'the columns "file", "prompt" and "language" are expected'
_FILE_COLUMNS = ("file", "file_name")


class BadMapping(ValueError):
    """The mapping cannot be read; the message says where and what is expected."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mapping. ``number`` is counted from 1, with a CSV's header; ``sample`` from 0."""

    number: int
    file: str
    prompt: str
    language: str
    sample: int = 0


def read_mapping(data: bytes, name: str) -> list[Line]:
    """Read a mapping; a name that ends in ``.csv`` means CSV, another one JSON lines.

    Raises:
        BadMapping
    """
    if len(data) > MAX_BYTES:
        raise BadMapping(f"{name} is larger than {MAX_BYTES // 2**20} MiB")
    try:
        text = data.decode("utf-8-sig")
        return list(_csv_lines(text, name) if name.lower().endswith(".csv") else _json_lines(text, name))
    except UnicodeDecodeError as error:
        raise BadMapping(f"{name} is not UTF-8; save it as UTF-8") from error
    except csv.Error as error:
        raise BadMapping(f"{name} cannot be read as CSV: {error}") from error


def by_mapping(
    names: Iterable[str],
    lines: Sequence[Line],
    prompts: Sequence[NamedPrompt],
    languages: Sequence[str],
    samples: int = 1,
) -> Matching:
    """Match files as a mapping says. Pictures that it does not name are ignored.

    Args:
        samples: how many pictures per prompt the submission declares.
    """
    result = Matching()
    pictures = pictures_of(names, result)
    rows = _Rows(pictures, prompts, languages, samples)
    used: dict[str, int] = {}
    for line in lines:
        try:
            name, slot = rows.file(line), rows.slot(line)
        except BadMapping as error:
            result.refuse(BundleFaultKind.BAD_MAPPING, f"line {line.number} of the mapping: {error}", line.file)
            continue
        if name in used:
            message = f"line {line.number} of the mapping: line {used[name]} names the same file; name it once"
            result.refuse(BundleFaultKind.BAD_MAPPING, message, name)
            continue
        used[name] = line.number
        result.add(slot, name, How.MAPPING)
    result.ignored.extend(name for name in pictures if name not in used)
    wanted = slots((prompt.key for prompt in prompts), languages, samples)
    result.matches = {slot: result.matches[slot] for slot in wanted if slot in result.matches}
    result.faults.extend(missing_faults(wanted, result.matches))
    return result


class _Rows:
    """What the lines of a mapping name."""

    def __init__(
        self, pictures: Sequence[str], prompts: Sequence[NamedPrompt], languages: Sequence[str], samples: int
    ) -> None:
        self._pictures, self._samples = set(pictures), samples
        self._folded: dict[str, list[str]] = {}
        for name in pictures:
            self._folded.setdefault(fold(name), []).append(name)
        self._languages = {fold(language): language for language in languages}
        self._keys = {prompt.key: prompt for prompt in prompts}
        self._folded_keys: dict[str, list[NamedPrompt]] = {}
        for prompt in prompts:
            self._folded_keys.setdefault(fold(prompt.key), []).append(prompt)
        self._prompts = prompts

    def file(self, line: Line) -> str:
        """The picture that a line names."""
        if line.file in self._pictures:
            return line.file
        found = self._folded.get(fold(line.file.replace("\\", "/").removeprefix("./")), [])
        if len(found) != 1:
            raise BadMapping("there is no such picture; a path within the folder is expected, such as en/0001.png")
        return found[0]

    def slot(self, line: Line) -> Slot:
        """The slot that a line names."""
        if line.language:
            language = self._languages.get(fold(line.language))
        else:
            language = next(iter(self._languages.values())) if len(self._languages) == 1 else None
        if language is None:
            listed = ", ".join(self._languages.values())
            raise BadMapping(f"the language “{line.language}” is not one of this submission; {listed} are expected")
        found = self._prompts_of(line.prompt, language)
        if len(found) != 1:
            how = "several prompts have" if found else "no prompt has"
            raise BadMapping(f"{how} the key or text “{line.prompt}”; a key such as {self._prompts[0].key} is expected")
        if line.sample >= self._samples:
            raise BadMapping(not_declared(line.sample, self._samples))
        return Slot(found[0].key, language, line.sample)

    def _prompts_of(self, said: str, language: str) -> list[NamedPrompt]:
        if said in self._keys:
            return [self._keys[said]]
        text = letters(said)
        by_text = [prompt for prompt in self._prompts if text and letters(prompt.texts.get(language, "")) == text]
        return self._folded_keys.get(fold(said)) or by_text


def _csv_lines(text: str, name: str) -> Iterator[Line]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = {column.strip().lower() for column in reader.fieldnames or ()}
    if not columns & set(_FILE_COLUMNS) or "prompt" not in columns:
        raise BadMapping(f"the first line of {name} is not a header: {_EXPECTED}")
    for row in reader:
        values = {column.strip().lower(): value for column, value in row.items() if isinstance(column, str)}
        if any(values.values()):
            yield _line(reader.line_num, values, name)


def _json_lines(text: str, name: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadMapping(f"line {number} of {name} is not JSON: {error}; {_EXPECTED}") from error
        if not isinstance(values, dict):
            raise BadMapping(f"line {number} of {name} is not a JSON object; {_EXPECTED}")
        yield _line(number, values, name)


def _line(number: int, values: dict[str, Any], name: str) -> Line:
    said = [values.get("file") or values.get("file_name"), values.get("prompt"), values.get("language") or ""]
    if not all(isinstance(value, str) for value in said) or not said[0] or not said[1]:
        raise BadMapping(f"line {number} of {name} does not name a file and a prompt; {_EXPECTED}")
    file, prompt, language = (str(value).strip() for value in said)
    return Line(number, file, prompt, language, _sample(number, values.get("sample"), name))


def _sample(number: int, given: object, name: str) -> int:
    """The sample that a line names, from 0; the first one if it names none."""
    said = str("" if given is None else given).strip()
    if not said:
        return 0
    if said not in {str(sample) for sample in range(1, MOST_SAMPLES + 1)}:
        raise BadMapping(
            f"line {number} of {name}: the sample is “{said}”; a number from 1 to {MOST_SAMPLES} is expected"
        )
    return int(said) - 1
