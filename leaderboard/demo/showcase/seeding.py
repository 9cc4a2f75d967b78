"""Filling a site: pictures first, then release by release its runs, scored and published by the pipeline."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from leaderboard.demo.showcase.pictures import Drawn, Order, Style, draw_all, style_of
from leaderboard.demo.showcase.plan import WITHDRAWN, Plan, Turn
from leaderboard.demo.showcase.rows import Run, RunRows, backdate, backdate_withdrawal, store_models
from leaderboard.demo.showcase.skills import Dice, Skill
from leaderboard.files.store import store_once
from leaderboard.models import Board, Generator, JudgeProfile, PromptSuite, Release, StoredImage, Submission
from leaderboard.models.generation import RENDITION_SIDES
from leaderboard.pipeline.generation.pictures import store_bytes
from leaderboard.pipeline.publishing import publish
from leaderboard.pipeline.submission.visibility import make_public, withdraw
from leaderboard.pipeline.work import queue

Say = Callable[[str, int, int], None]
"""Told of progress: what is done, how many of them are done, how many there are."""

PICTURES, RUNS, RELEASES = "pictures", "runs", "releases"
_PictureKey = tuple[Style, str, str]


@dataclass(frozen=True, slots=True)
class Fate:
    """What was drawn for one turn before anything is stored."""

    turn: Turn
    skill: Skill
    style: Style


class Showcase:
    """One site being filled. Everything is stored in one transaction, so workers see all of it or nothing."""

    def __init__(self, suite: PromptSuite, profile: JudgeProfile, plan: Plan, seed: int, say: Say) -> None:
        self._suite, self._profile, self._plan, self._seed, self._say = suite, profile, plan, seed, say
        self._prompts = list(suite.prompts.order_by("position"))
        facets = [facet.path for facet in profile.frozen.protocol.rubric.facets]
        self._dice = Dice(facets, [prompt.target_facets for prompt in self._prompts], seed)
        self._rows = RunRows(suite, profile, self._prompts)
        self._submissions: dict[int, Submission] = {}

    def fill(self) -> None:
        """Draw, store, score and publish everything."""
        with transaction.atomic(), queue.nothing_sent():
            self._fill()

    def _fill(self) -> None:
        fates = [self._fate(turn) for turn in self._plan.turns]
        pictures = self._store_pictures(fates)
        created = {turn.number: turn.created_at for turn in reversed(self._plan.turns)}
        generators = store_models(self._plan.models, created)
        for done, fate in enumerate(fates):
            self._say(RUNS, done, len(fates))
            self._store_run(fate, generators[fate.turn.number], pictures)
            if done + 1 == len(fates) or fates[done + 1].turn.release != fate.turn.release:
                self._publish(fate.turn.release)
        self._say(RUNS, len(fates), len(fates))

    def _fate(self, turn: Turn) -> Fate:
        progress = turn.release / max(1, len(self._plan.releases) - 1)
        skill = self._dice.skill(turn.number, turn.attempt, progress)
        return Fate(turn, skill, style_of(skill.quality, self._rng(turn, "style")))

    def _rng(self, turn: Turn, purpose: str) -> np.random.Generator:
        return np.random.default_rng([self._seed, turn.number, turn.attempt, *purpose.encode()])

    def _store_pictures(self, fates: list[Fate]) -> dict[_PictureKey, str]:
        """Draw and store what the runs show; returns the SHA-256 of every picture."""
        wanted = sorted({(f.style.level, f.style.hand, language) for f in fates for language in f.turn.languages})
        orders = [
            Order(Style(level, hand), prompt.key, language, prompt.texts[language], RENDITION_SIDES)
            for level, hand, language in wanted
            for prompt in self._prompts
        ]
        found: dict[_PictureKey, str] = {}
        for done, drawn in enumerate(draw_all(orders, os.cpu_count() or 1), start=1):
            _store_picture(drawn)
            found[drawn.order.style, drawn.order.prompt_key, drawn.order.language] = drawn.facts.sha256
            self._say(PICTURES, done, len(orders))
        return found

    def _store_run(self, fate: Fate, generator: Generator, pictures: dict[_PictureKey, str]) -> None:
        turn = fate.turn
        rng = self._rng(turn, "verdicts")
        run = Run(
            turn=turn,
            generator=generator,
            verdicts={language: self._dice.verdicts(fate.skill, rng) for language in turn.languages},
            pictures={
                (language, prompt.key): pictures[fate.style, prompt.key, language]
                for language in turn.languages
                for prompt in self._prompts
            },
        )
        submission = self._rows.store(run, rng)
        make_public(submission)
        backdate(submission, turn)
        self._submissions[turn.number] = submission

    def _publish(self, release: int) -> None:
        """Publish all boards, each with the date that the plan gives the release."""
        published = self._plan.releases[release]
        if release == min(1, len(self._plan.releases) - 1):
            withdraw(self._submissions[WITHDRAWN])
            backdate_withdrawal(self._submissions[WITHDRAWN], published)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the rows are all from this transaction, of which the planner knows nothing yet
        boards = list(Board.objects.filter(suite=self._suite, judge_profile=self._profile))
        for done, board in enumerate(boards, start=release * len(boards) + 1):
            made = publish.publish_board(board.pk)
            if made is not None:
                Release.objects.filter(pk=made.pk).update(published_at=published)
            self._say(RELEASES, done, len(boards) * len(self._plan.releases))


def _store_picture(drawn: Drawn) -> None:
    stored = store_bytes(drawn.facts, drawn.data)
    for side, data in drawn.renditions.items():
        store_once(stored.rendition_path(side), data)
    StoredImage.objects.filter(pk=stored.sha256).update(rendered_at=timezone.now())
