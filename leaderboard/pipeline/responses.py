"""Importing replies that somebody else's judge gave: a dump becomes one scored, public submission per model.

Their pictures are not here, and no worker has anything to do for them. The same replies again add nothing. Other ones
for a model that was imported before make a new submission, as a further run would: releases that were made of the first
one stay true, and boards show the newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from leaderboard.domain.judge_profile import profile_from_files
from leaderboard.domain.official.dump import DumpReader
from leaderboard.domain.official.judge import profile_files
from leaderboard.domain.official.readings import PictureReader
from leaderboard.domain.official.tally import ModelTally
from leaderboard.domain.rubric import Rubric
from leaderboard.domain.scoring import Scope
from leaderboard.domain.verdicts import PARSER
from leaderboard.models import Board, ImportRun, JudgeProfile, PromptSuite, Submission, SubmissionScore
from leaderboard.pipeline import publishing, suites
from leaderboard.pipeline.responses_begin import begin_submission, locked_owner
from leaderboard.pipeline.responses_rows import JudgedRows
from leaderboard.pipeline.responses_survey import Survey, survey
from leaderboard.pipeline.scoring import mean_rows
from leaderboard.score.files import Part, read_toolkit, whole


@dataclass(frozen=True, slots=True)
class ImportedModel:
    """A model of the dump: its submission, whether that is new, and what its replies were like, by language
    (``ReplyCounts.told``)."""

    name: str
    submission: Submission
    is_new: bool
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportedDump:
    """All models of a dump by name, and the boards on which they stand."""

    models: tuple[ImportedModel, ...]
    boards: tuple[Board, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """A submission that is being stored, with the keys of its pictures by language and prompt."""

    sha256: str
    submission: Submission
    images: Mapping[tuple[str, str], int]
    tallies: dict[str, ModelTally] = field(default_factory=dict)


def import_responses(toolkit: Path, dataset: Path, suite: PromptSuite, version: str = PARSER) -> ImportedDump:
    """Import every model of a dump, or nothing.

    Args:
        version: of the judge profile; replies to another toolkit's instructions need another one.

    Raises:
        OfficialError: with every fault of both files, by file and line.
        SealBroken: when another toolkit was imported under the same version.
        ImportRefused: when imported models can have no owner.
    """
    files = profile_files(read_toolkit(toolkit), version)
    rubric = profile_from_files(files).protocol.rubric
    dump = whole(dataset)
    surveyed = survey(dump, rubric, suite.whole)
    with transaction.atomic():
        profile, _ = suites.load_profile(files)
        known, runs = _begin(surveyed, suite, profile, dataset.name)
        if runs:
            _store(dump, rubric, runs)
        new = [_finished(name, run, surveyed.expected, dataset.name) for name, run in runs.items()]
        _request_releases(model.submission for model in new)
    models = sorted([*known, *new], key=lambda model: model.name)
    languages = {language for model in models for language in model.submission.languages}
    boards = Board.objects.filter(suite=suite, judge_profile=profile, language__in=languages)
    return ImportedDump(tuple(models), tuple(boards))


def _begin(
    surveyed: Survey, suite: PromptSuite, profile: JudgeProfile, file_name: str
) -> tuple[list[ImportedModel], dict[str, _Run]]:
    """The models that were imported before, and a new submission for each of the others."""
    owner = locked_owner()
    prompts = list(suite.prompts.order_by("position"))
    known: list[ImportedModel] = []
    runs: dict[str, _Run] = {}
    for name, model in sorted(surveyed.models.items()):
        sha256 = model.sha256(name, suite.sha256, profile.sha256)
        before = ImportRun.objects.select_related("submission").filter(sha256=sha256).first()
        if before is not None:
            known.append(ImportedModel(name, before.submission, is_new=False, report=before.report))
        else:
            runs[name] = _Run(sha256, *begin_submission(owner, name, model, prompts, profile, file_name))
    return known, runs


def _store(dump: Part, rubric: Rubric, runs: Mapping[str, _Run]) -> None:
    """Read the dump again, line by line, and store every picture of the runs with its judgements and scores."""
    rows, pictures = DumpReader(rubric), PictureReader(rubric)
    judged = JudgedRows(timezone.now())
    for line in dump.lines():
        if line.isspace():
            continue
        row = rows.read(line)
        for (name, language), replies in row.replies.items():
            if replies and name in runs:
                run = runs[name]
                picture = pictures.read(replies, row.prompt.targets)
                run.tallies.setdefault(language, ModelTally()).add(picture, row.prompt, language)
                judged.add(run.images[language, row.prompt.key], run.submission, picture)
    judged.store()


def _finished(name: str, run: _Run, expected: int, file_name: str) -> ImportedModel:
    """Store a run's means and where it comes from."""
    for language, tally in run.tallies.items():
        for scope in Scope:
            SubmissionScore.objects.bulk_create(mean_rows(run.submission, language, scope, tally.means(scope)))
    report = {language: tally.counts.told(expected) for language, tally in run.tallies.items()}
    ImportRun.objects.create(submission=run.submission, file_name=file_name[-255:], sha256=run.sha256, report=report)
    return ImportedModel(name, run.submission, is_new=True, report=report)


def _request_releases(submissions: Iterable[Submission]) -> None:
    """One request per board and not per model, so that the queue gets no message twice."""
    requested: set[str] = set()
    for submission in submissions:
        if not requested.issuperset(submission.languages):
            publishing.request_releases(submission)
            requested.update(submission.languages)
