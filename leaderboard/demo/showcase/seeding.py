"""Filling a site: first the pictures, then the runs, release by release, scored and published by the pipeline."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from leaderboard.demo.showcase.pictures import Drawn, Order, Style, draw_all, styles_of
from leaderboard.demo.showcase.plan import WITHDRAWN, Plan, PlannedSubmission
from leaderboard.demo.showcase.rows import Run, RunRows, backdate, backdate_withdrawal, store_models
from leaderboard.demo.showcase.skills import Skill, VerdictSampler
from leaderboard.files.store import store_once
from leaderboard.models import Board, Generator, JudgeProfile, PromptSuite, Release, StoredImage, Submission
from leaderboard.models.generation import RENDITION_SIDES
from leaderboard.pipeline.generation.pictures import store_bytes
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.visibility import make_public, withdraw
from leaderboard.pipeline.work import queue

Say = Callable[[str, int, int], None]
"""Called with the progress: what is being done, how many are done, and how many there are."""

PICTURES, RUNS, RELEASES = "pictures", "runs", "releases"
_PictureKey = tuple[Style, str, str]


@dataclass(frozen=True, slots=True)
class RunDraft:
    """A planned submission with its skill and the style of each sample, drawn before anything is stored."""

    planned: PlannedSubmission
    skill: Skill
    styles: tuple[Style, ...]


class Showcase:
    """Fills one site, in one transaction, so that workers see all of it or nothing."""

    def __init__(self, suite: PromptSuite, profile: JudgeProfile, plan: Plan, seed: int, say: Say) -> None:
        self._suite, self._profile, self._plan, self._seed, self._say = suite, profile, plan, seed, say
        self._prompts = list(suite.prompts.order_by("position"))
        facets = [facet.path for facet in profile.frozen.protocol.rubric.facets]
        self._sampler = VerdictSampler(facets, [prompt.target_facets for prompt in self._prompts], seed)
        self._rows = RunRows(suite, profile, self._prompts)
        self._submissions: dict[int, Submission] = {}

    def fill(self) -> None:
        """Draw, store, score and publish everything."""
        with transaction.atomic(), queue.nothing_sent():
            self._fill()

    def _fill(self) -> None:
        drafts = [self._draft(planned) for planned in self._plan.submissions]
        pictures = self._store_pictures(drafts)
        created = {planned.model: planned.created_at for planned in reversed(self._plan.submissions)}
        generators = store_models(self._plan.models, created)
        for done, draft in enumerate(drafts):
            self._say(RUNS, done, len(drafts))
            self._store_run(draft, generators[draft.planned.model], pictures)
            if done + 1 == len(drafts) or drafts[done + 1].planned.release != draft.planned.release:
                self._publish(draft.planned.release)
        self._say(RUNS, len(drafts), len(drafts))

    def _draft(self, planned: PlannedSubmission) -> RunDraft:
        progress = planned.release / max(1, len(self._plan.releases) - 1)
        skill = self._sampler.skill(planned.model, planned.attempt, progress)
        return RunDraft(planned, skill, styles_of(skill.quality, planned.model, planned.samples))

    def _rng(self, planned: PlannedSubmission, purpose: str) -> np.random.Generator:
        return np.random.default_rng([self._seed, planned.model, planned.attempt, *purpose.encode()])

    def _store_pictures(self, drafts: list[RunDraft]) -> dict[_PictureKey, str]:
        """Draw and store the pictures of all runs; returns the SHA-256 of each."""
        needed = {
            (style.level, style.hand, style.variant, language)
            for run in drafts
            for style in run.styles
            for language in run.planned.languages
        }
        orders = [
            Order(Style(level, hand, variant), prompt.key, language, prompt.texts[language], RENDITION_SIDES)
            for level, hand, variant, language in sorted(needed)
            for prompt in self._prompts
        ]
        sha256s: dict[_PictureKey, str] = {}
        for done, drawn in enumerate(draw_all(orders, os.cpu_count() or 1), start=1):
            _store_picture(drawn)
            sha256s[drawn.order.style, drawn.order.prompt_key, drawn.order.language] = drawn.facts.sha256
            self._say(PICTURES, done, len(orders))
        return sha256s

    def _store_run(self, draft: RunDraft, generator: Generator, pictures: dict[_PictureKey, str]) -> None:
        planned = draft.planned
        rng = self._rng(planned, "verdicts")
        run = Run(
            planned=planned,
            generator=generator,
            verdicts={
                (language, sample): self._sampler.verdicts(draft.skill, rng)
                for sample in range(planned.samples)
                for language in planned.languages
            },
            pictures={
                (language, prompt.key, sample): pictures[style, prompt.key, language]
                for language in planned.languages
                for prompt in self._prompts
                for sample, style in enumerate(draft.styles)
            },
        )
        submission = self._rows.store(run, rng)
        make_public(submission)
        backdate(submission, planned)
        self._submissions[planned.model] = submission

    def _publish(self, release: int) -> None:
        """Publish all boards, with the date that the plan gives the release."""
        published = self._plan.releases[release]
        if release == min(1, len(self._plan.releases) - 1):
            withdraw(self._submissions[WITHDRAWN])
            backdate_withdrawal(self._submissions[WITHDRAWN], published)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # all rows are from this transaction, so the planner has no statistics of them
        boards = list(Board.objects.filter(suite=self._suite, judge_profile=self._profile))
        for done, board in enumerate(boards, start=release * len(boards) + 1):
            new_release = publish.publish_board(board.pk)
            if new_release is not None:
                Release.objects.filter(pk=new_release.pk).update(published_at=published)
            self._say(RELEASES, done, len(boards) * len(self._plan.releases))


def _store_picture(drawn: Drawn) -> None:
    stored = store_bytes(drawn.facts, drawn.data)
    for side, data in drawn.renditions.items():
        store_once(stored.rendition_path(side), data)
    StoredImage.objects.filter(pk=stored.sha256).update(rendered_at=timezone.now())
