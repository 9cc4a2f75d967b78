"""Imports the replies of another judge: a dump becomes one scored, public submission per model.

The pictures themselves are not part of a dump, and imported submissions need no work. Importing the same replies
again adds nothing. Other replies for a model that was imported before make a new submission, as another run would:
earlier releases do not change, and boards show the newer submission.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from leaderboard.domain.judging.profile import profile_from_files
from leaderboard.domain.judging.reply_parser import PARSER
from leaderboard.domain.official.judge import profile_files
from leaderboard.models import Board, ImportRun, JudgeProfile, PromptSuite, Submission
from leaderboard.offline.score.collector import collector_paused
from leaderboard.offline.score.files import read_toolkit, whole
from leaderboard.pipeline.imports.begin import ImportRefused, begin_submission, locked_owner
from leaderboard.pipeline.imports.store import Run, store_dump
from leaderboard.pipeline.imports.survey import Survey, survey
from leaderboard.pipeline.loading import suites
from leaderboard.pipeline.publishing import publish


@dataclass(frozen=True, slots=True)
class ImportedModel:
    """A model of the dump, whether its submission is new, and counts of its replies (``ReplyCounts.told``)."""

    name: str
    submission: Submission
    is_new: bool
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportedDump:
    """The models of a dump, ordered by name, and the boards that list them."""

    models: tuple[ImportedModel, ...]
    boards: tuple[Board, ...]


@collector_paused()
def import_responses(toolkit: Path, dataset: Path, suite: PromptSuite, version: str = PARSER) -> ImportedDump:
    """Import every model of a dump, or nothing.

    Args:
        version: of the judge profile; each version of the toolkit's instructions needs its own.

    Raises:
        OfficialError: with every fault of both files, by file and line.
        SealBroken: when another toolkit was imported under the same version.
        ImportRefused: when the owner of imported models is not available, or the dump changed while it was read.
    """
    files = profile_files(read_toolkit(toolkit), version)
    rubric = profile_from_files(files).protocol.rubric
    dump, stat_before = whole(dataset), dataset.stat()
    surveyed = survey(dump, rubric, suite.whole)
    with transaction.atomic():
        profile, _ = suites.load_profile(files)
        known, runs = _begin(surveyed, suite, profile, dataset.name)
        if runs:
            store_dump(dump, rubric, runs)
            _check_unchanged(dataset, stat_before)
        new = [_finished(name, run, surveyed.expected, dataset.name) for name, run in runs.items()]
        _request_releases(model.submission for model in new)
    models = sorted([*known, *new], key=lambda model: model.name)
    languages = {language for model in models for language in model.submission.languages}
    boards = Board.objects.filter(suite=suite, judge_profile=profile, language__in=languages)
    return ImportedDump(tuple(models), tuple(boards))


def _check_unchanged(dataset: Path, before: os.stat_result) -> None:
    # The dump is read twice, and the stored replies must be those that were checked and hashed.
    now = dataset.stat()
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise ImportRefused(f"{dataset} was changed while it was read; import it again")


def _begin(
    surveyed: Survey, suite: PromptSuite, profile: JudgeProfile, file_name: str
) -> tuple[list[ImportedModel], dict[str, Run]]:
    """The models whose replies were imported before, and a new submission for each of the others."""
    owner = locked_owner()
    prompts = list(suite.prompts.order_by("position"))
    known: list[ImportedModel] = []
    runs: dict[str, Run] = {}
    for name, model in sorted(surveyed.models.items()):
        sha256 = model.sha256(name, suite.sha256, profile.sha256)
        earlier = ImportRun.objects.select_related("submission").filter(sha256=sha256).first()
        if earlier is not None:
            known.append(ImportedModel(name, earlier.submission, is_new=False, report=earlier.report))
        else:
            runs[name] = Run(sha256, *begin_submission(owner, name, model, prompts, profile, file_name))
    return known, runs


def _finished(name: str, run: Run, expected: int, file_name: str) -> ImportedModel:
    """Store a run's means and its source."""
    run.store_means()
    report = run.report(expected)
    ImportRun.objects.create(submission=run.submission, file_name=file_name[-255:], sha256=run.sha256, report=report)
    return ImportedModel(name, run.submission, is_new=True, report=report)


def _request_releases(submissions: Iterable[Submission]) -> None:
    """Request each board's release once, not once per model, so that no message is sent twice."""
    requested: set[str] = set()
    for submission in submissions:
        if not requested.issuperset(submission.languages):
            publish.request_releases(submission)
            requested.update(submission.languages)
