"""Stores the replies of a dump line by line, and the means of each model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leaderboard.domain.official.dataset import OfficialPrompt
from leaderboard.domain.official.dump import DumpReader
from leaderboard.domain.official.readings import PictureReader, PictureReading
from leaderboard.domain.official.tally import ModelTally
from leaderboard.domain.rubric import FacetPath, Rubric
from leaderboard.domain.scoring.answers import AnswerTally
from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import Submission, SubmissionScore, clock
from leaderboard.offline.score.files import Part
from leaderboard.pipeline.imports.rows import JudgedRows
from leaderboard.pipeline.scoring.scoring import mean_rows

_Checklists = Mapping[str, list[FacetPath]]


@dataclass(slots=True)
class _Sums:
    """Sums over a model's pictures in one language: scores, kinds of replies, and how many questions were answered."""

    tally: ModelTally = field(default_factory=ModelTally)
    answers: dict[Scope, AnswerTally] = field(default_factory=lambda: {scope: AnswerTally() for scope in Scope})

    def add(self, picture: PictureReading, prompt: OfficialPrompt, language: str, checklists: _Checklists) -> None:
        self.tally.add(picture, prompt, language)
        asked = [path for reply in picture.replies for path in checklists[reply.dimension]]
        self.answers[Scope.JUDGED].add(asked, picture.verdicts)
        dimensions = {reply.dimension for reply in picture.replies}
        targets = [target for target in prompt.targets if target.dimension in dimensions]
        self.answers[Scope.TARGET].add(targets, picture.verdicts)


@dataclass(frozen=True, slots=True)
class Run:
    """A submission that is being stored. ``images``: the ids of its pictures by language and prompt key."""

    sha256: str
    submission: Submission
    images: Mapping[tuple[str, str], int]
    sums: dict[str, _Sums] = field(default_factory=dict)

    def store_means(self) -> None:
        """Store the means over all added pictures, in both scopes."""
        for language, sums in self.sums.items():
            for scope in Scope:
                means, shares = sums.tally.means(scope), sums.answers[scope].shares()
                SubmissionScore.objects.bulk_create(mean_rows(self.submission, language, scope, means, shares))

    def report(self, expected: int) -> dict[str, Any]:
        """Counts of the replies by language; a language without missing replies has ``expected`` of them."""
        return {language: sums.tally.counts.told(expected) for language, sums in self.sums.items()}


def store_dump(dump: Part, rubric: Rubric, runs: Mapping[str, Run]) -> None:
    """Store every picture of the runs (by the model's name) with its judgements and scores.

    The dump has been surveyed before and has no faults.
    """
    rows, pictures = DumpReader(rubric), PictureReader(rubric)
    checklists = {name: [facet.path for facet in rubric.checklist(name)] for name in rubric.dimensions}
    judged = JudgedRows(clock.read())
    for line in dump.lines():
        if line.isspace():
            continue
        row = rows.read(line)
        for (name, language), replies in row.replies.items():
            if replies and name in runs:
                run = runs[name]
                picture = pictures.read(replies, row.prompt.targets)
                run.sums.setdefault(language, _Sums()).add(picture, row.prompt, language, checklists)
                judged.add(run.images[language, row.prompt.key], run.submission, picture)
    judged.store()
