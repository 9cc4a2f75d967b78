"""The first look at a dump of replies: every fault, which models it has, and what identifies their replies.

Nothing is stored before the whole file was looked at.
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
from leaderboard.models import Generator
from leaderboard.offline.score.files import Part

_MAX_NAME = Generator._meta.get_field("name").max_length or 0
_SHOWN = 5


@dataclass(slots=True)
class SurveyedModel:
    """One model of the dump: the (language, prompt key) pairs for which it has replies, and their digests by row."""

    answered: set[tuple[str, str]] = field(default_factory=set)
    digests: dict[int, str] = field(default_factory=dict)

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(language for language, _ in self.answered)

    def sha256(self, name: str, suite_sha256: str, profile_sha256: str) -> str:
        """Identifies the import; the order of the rows does not matter."""
        replies = [[number, digest] for number, digest in sorted(self.digests.items())]
        return seal({"model": name, "suite": suite_sha256, "judge_profile": profile_sha256, "replies": replies})


@dataclass(slots=True)
class Survey:
    """The models by name, and how many replies each would have in a language if none were missing."""

    models: dict[str, SurveyedModel]
    expected: int


def survey(dump: Part, rubric: Rubric, suite: Suite) -> Survey:
    """Look at the whole dump.

    Raises:
        OfficialError: with every fault by file and line; the dump has to hold exactly the suite's prompts.
    """
    book = FaultBook(dump.path.name)
    rows, prompts = DumpReader(rubric), {prompt.key: prompt for prompt in suite.prompts}
    found = Survey({}, 0)
    seen: set[str] = set()
    for line, raw in enumerate(dump.lines(), start=1):
        if raw.isspace():
            continue
        try:
            row = rows.read(raw)
        except OfficialError as error:
            book.add(line, error.faults)
            continue
        book.add(line, _row_faults(row, prompts.get(row.prompt.key), suite, seen))
        seen.add(row.prompt.key)
        _add(found, row)
    book.add(0, _whole_faults(found, seen, prompts, suite, faulty=bool(book)))
    if book:
        raise OfficialError(book.told())
    return found


def _row_faults(row: DumpRow, expected: Prompt | None, suite: Suite, seen: set[str]) -> Iterator[str]:
    if row.prompt.key in seen:
        yield said_twice(row.prompt.number)
    if expected is None:
        yield f"ID {row.prompt.number} is none of the prompts of the suite {suite.key} v{suite.version}"
        return
    for language in suite.languages:
        if row.prompt.texts.get(language) != expected.texts[language]:
            yield f"the text in {language!r} is not that of {expected.key} in the suite {suite.key} v{suite.version}"
    if frozenset(row.prompt.targets) != expected.target_facets:
        yield f"'dims_en' names other facets than {expected.key} in the suite {suite.key} v{suite.version}"
    yield from _model_faults(row, suite)


def _model_faults(row: DumpRow, suite: Suite) -> Iterator[str]:
    for (model, language), replies in row.replies.items():
        if len(model) > _MAX_NAME or not model.isprintable():
            yield f"the model's name {model[:100]!r}: at most {_MAX_NAME} printable characters are expected"
        if replies and language not in suite.languages:
            yield f"replies in {language!r}; only {list(suite.languages)} of the suite {suite.key} are expected"


def _whole_faults(
    found: Survey, seen: set[str], prompts: Mapping[str, Prompt], suite: Suite, *, faulty: bool
) -> Iterator[str]:
    """What is missing; not told where lines with faults may be the reason."""
    missing = [key for key in prompts if key not in seen]
    if faulty:
        return
    if not seen:
        yield NO_ROWS
    elif missing:
        named = ", ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
        yield f"no rows for {len(missing)} prompts of the suite {suite.key} v{suite.version}: {named}"
    elif not found.models:
        yield "no replies; columns such as quality_response_MODEL or quality_response_MODEL_en are expected"


def _add(found: Survey, row: DumpRow) -> None:
    found.expected += len(row.prompt.active_dimensions)
    by_model: defaultdict[str, list[tuple[str, Replies]]] = defaultdict(list)
    for (name, language), replies in sorted(row.replies.items()):
        if replies:
            found.models.setdefault(name, SurveyedModel()).answered.add((language, row.prompt.key))
            by_model[name].append((language, replies))
    for name, of_model in by_model.items():
        found.models[name].digests[row.prompt.number] = _digest(of_model)


def _digest(of_model: list[tuple[str, Replies]]) -> str:
    digest = hashlib.sha256()
    for language, replies in of_model:
        for dimension, text in sorted(replies.items()):
            data = text.encode(errors="surrogatepass")
            # Names and length first, so that no two sets of replies run together to the same bytes.
            digest.update(f"{language}\n{dimension}\n{len(data)}\n".encode() + data)
    return digest.hexdigest()
