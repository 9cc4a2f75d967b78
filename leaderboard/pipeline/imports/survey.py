"""The first pass over a dump of replies: every fault, the models in it, and digests that identify their replies.

Nothing is stored before the whole file has been read.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from leaderboard.domain.canonical import seal
from leaderboard.domain.official import OfficialError
from leaderboard.domain.official.dataset import NO_ROWS, said_twice
from leaderboard.domain.official.dump import DumpReader, DumpRow, Replies
from leaderboard.domain.official.faults import FaultBook
from leaderboard.domain.rubric import Rubric
from leaderboard.domain.suite.suite import Prompt, Suite
from leaderboard.domain.texts import FieldFault, read_name
from leaderboard.models import Generator
from leaderboard.offline.score.files import Part

_MAX_NAME = Generator._meta.get_field("name").max_length or 0
_SHOWN = 5


@dataclass(slots=True)
class SurveyedModel:
    """One model of the dump: the (language, prompt key) pairs with replies, and the replies' digests by row number."""

    answered: set[tuple[str, str]] = field(default_factory=set)
    digests: dict[int, str] = field(default_factory=dict)

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(language for language, _ in self.answered)

    def sha256(self, name: str, suite_sha256: str, profile_sha256: str) -> str:
        """What identifies this import of the model; it does not depend on the order of the rows."""
        replies = [[number, digest] for number, digest in sorted(self.digests.items())]
        return seal({"model": name, "suite": suite_sha256, "judge_profile": profile_sha256, "replies": replies})


@dataclass(slots=True)
class Survey:
    """The models by name, and how many replies each has in a language if none are missing."""

    models: dict[str, SurveyedModel]
    expected: int


def survey(dump: Part, rubric: Rubric, suite: Suite) -> Survey:
    """Read the whole dump, which must contain exactly the suite's prompts.

    Raises:
        OfficialError: with every fault, by file and line.
    """
    book = FaultBook(dump.path.name)
    rows, prompts = DumpReader(rubric), {prompt.key: prompt for prompt in suite.prompts}
    result = Survey({}, 0)
    seen_keys: set[str] = set()
    for line, raw in enumerate(dump.lines(), start=1):
        if raw.isspace():
            continue
        try:
            row = rows.read(raw)
        except OfficialError as error:
            book.add(line, error.faults)
            continue
        book.add(line, _row_faults(row, prompts.get(row.prompt.key), suite, seen_keys))
        seen_keys.add(row.prompt.key)
        _add(result, row)
    if not book:  # otherwise faulty lines may be the cause
        book.add(0, _missing_parts(result, seen_keys, prompts, suite))
    if book:
        raise OfficialError(book.told())
    return result


def _row_faults(row: DumpRow, expected: Prompt | None, suite: Suite, seen_keys: set[str]) -> Iterator[str]:
    if row.prompt.key in seen_keys:
        yield said_twice(row.prompt.number)
    if expected is None:
        yield f"ID {row.prompt.number} is not a prompt of the suite {suite.key} v{suite.version}"
        return
    for language in suite.languages:
        if row.prompt.texts.get(language) != expected.texts[language]:
            yield f"the text in {language!r} is not that of {expected.key} in the suite {suite.key} v{suite.version}"
    if frozenset(row.prompt.targets) != expected.target_facets:
        yield f"'dims_en' names other facets than {expected.key} in the suite {suite.key} v{suite.version}"
    yield from _model_faults(row, suite)


def _model_faults(row: DumpRow, suite: Suite) -> Iterator[str]:
    for (model, language), replies in row.replies.items():
        if len(model) > _MAX_NAME:
            yield f"the model's name {model[:100]!r}: at most {_MAX_NAME} characters are expected"
        else:
            yield from (f"the model's name {model!r}: {fault}" for fault in _name_faults(model))
        if replies and language not in suite.languages:
            yield f"replies in {language!r}; only {list(suite.languages)} of the suite {suite.key} are expected"


def _name_faults(name: str) -> Iterator[str]:
    """A dump is not changed, so its names must already have the stored form."""
    try:
        if read_name(name) != name:
            yield "no white space around it and Unicode's normal form C are expected"
    except FieldFault as fault:
        yield str(fault)


def _missing_parts(result: Survey, seen_keys: set[str], prompts: Mapping[str, Prompt], suite: Suite) -> Iterator[str]:
    missing = [key for key in prompts if key not in seen_keys]
    if not seen_keys:
        yield NO_ROWS
    elif missing:
        named = ", ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
        yield f"no rows for {len(missing)} prompts of the suite {suite.key} v{suite.version}: {named}"
    elif not result.models:
        yield "no replies; columns such as quality_response_MODEL or quality_response_MODEL_en are expected"


def _add(result: Survey, row: DumpRow) -> None:
    result.expected += len(row.prompt.active_dimensions)
    by_model: defaultdict[str, list[tuple[str, Replies]]] = defaultdict(list)
    for (name, language), replies in sorted(row.replies.items()):
        if replies:
            result.models.setdefault(name, SurveyedModel()).answered.add((language, row.prompt.key))
            by_model[name].append((language, replies))
    for name, of_model in by_model.items():
        result.models[name].digests[row.prompt.number] = _digest(of_model)


def _digest(of_model: list[tuple[str, Replies]]) -> str:
    digest = hashlib.sha256()
    for language, replies in of_model:
        for dimension, text in sorted(replies.items()):
            data = text.encode(errors="surrogatepass")
            # Names and length come first, so that two different sets of replies never give the same bytes.
            digest.update(f"{language}\n{dimension}\n{len(data)}\n".encode() + data)
    return digest.hexdigest()
