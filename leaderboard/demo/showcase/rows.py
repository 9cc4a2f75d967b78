"""The showcase's rows: authors, models, and runs with pictures and judgements, as the pipeline would store them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from leaderboard.demo.showcase.names import ModelFacts
from leaderboard.demo.showcase.plan import INCOMPLETE, PlannedSubmission
from leaderboard.demo.showcase.replies import ReplyKind, SampleJudge, draw_reply_kinds
from leaderboard.demo.showcase.skills import NOT_APPLICABLE, Verdicts
from leaderboard.domain.judging.records import judgement_record
from leaderboard.domain.rubric import Rubric
from leaderboard.domain.stages import Stage
from leaderboard.models import (
    BundleRun,
    EndpointRun,
    GeneratedImage,
    Generator,
    ImageStatus,
    JudgedImage,
    JudgedImageStatus,
    Judgement,
    JudgeProfile,
    Kind,
    Outcome,
    Prompt,
    PromptSuite,
    Submission,
    Team,
    User,
)
from leaderboard.pipeline.scoring import scoring
from leaderboard.pipeline.work import leases
from leaderboard.pipeline.work.copying import copy_objects
from leaderboard.pipeline.work.transitions import TIME_ALLOWED

_BUNDLE_SHARE = 0.6
_ONE_LOST_SHARE = 0.06
"""The share of runs that lack one judgement; they are still complete enough to be ranked."""
_INCOMPLETE_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Run:
    """The content of one submission.

    ``verdicts`` by language and sample, ``pictures`` (SHA-256) by language, prompt key and sample.
    """

    planned: PlannedSubmission
    generator: Generator
    verdicts: Mapping[tuple[str, int], Verdicts]
    pictures: Mapping[tuple[str, str, int], str]


def store_models(models: Sequence[ModelFacts], created: Mapping[int, datetime]) -> list[Generator]:
    """Store all models, and an author per organisation.

    Each organisation has an author of its own because a board counts attempts by author. Nobody can sign in as them.
    """
    names = list(dict.fromkeys(model.organisation for model in models))
    authors = {name: User(email=author_email(at)) for at, name in enumerate(names, start=1)}
    for author in authors.values():
        author.set_unusable_password()
    User.objects.bulk_create(authors.values())
    teams = {team.personal_of_id: team for team in Team.objects.filter(personal_of__in=authors.values())}
    generators = [
        Generator(
            owner=authors[model.organisation],
            team=teams[authors[model.organisation].pk],
            name=model.name,
            organisation=model.organisation,
            licence=model.licence,
            open_weights=model.open_weights,
            parameter_count=model.parameters,
            price_usd=model.price_usd,
            price_declared_on=None if model.price_usd is None else created[number].date(),
            description=model.description,
            created_at=created[number],
        )
        for number, model in enumerate(models)
    ]
    copy_objects(generators)
    return generators


def _seconds(run: Run, number: int) -> float:
    """How long a sample picture took: larger models are slower, and each has its own hardware."""
    size = float(run.generator.parameter_count or 8e9) / 1e9
    hardware = 1 + run.planned.model * 7 % 11 / 4
    return 0.3 * hardware * math.pow(size, 0.6) * (1 + number % 5 / 10)


def author_email(number: int) -> str:
    """The address of a sample author, in a domain that cannot exist."""
    return f"sample-data-{number:02}@showcase.invalid"


class RunRows:
    """Stores runs of one suite under one profile, scored by the pipeline."""

    def __init__(self, suite: PromptSuite, profile: JudgeProfile, prompts: Sequence[Prompt]) -> None:
        self._suite, self._profile, self._prompts = suite, profile, prompts
        self._rubric: Rubric = profile.frozen.protocol.rubric
        self._judges = {name: SampleJudge(self._rubric, name) for name in self._rubric.dimensions}
        self._dimensions = {prompt.pk: list(self._rubric.active_dimensions(prompt.target_facets)) for prompt in prompts}
        self._places = {prompt.pk: at for at, prompt in enumerate(prompts)}
        self._facets = {
            name: [(at, facet) for at, facet in enumerate(self._rubric.facets) if facet.path.dimension == name]
            for name in self._rubric.dimensions
        }

    def store(self, run: Run, rng: np.random.Generator) -> Submission:
        """Store a run and score it; it stays private."""
        submission = self._submission(run, rng)
        images = [
            self._image(run, submission, language, prompt, sample, _seconds(run, number))
            for language in run.planned.languages
            for number, prompt in enumerate(self._prompts)
            for sample in range(run.planned.samples)
        ]
        copy_objects(images)
        judgings = [self._judging(submission, image) for image in images]
        copy_objects(judgings)
        copy_objects(self._judgements(run, judgings, rng))
        token = leases.claim(Submission.objects.filter(pk=submission.pk))
        if token is None or not scoring.score_submission(submission, token):
            raise RuntimeError(f"{submission} was claimed by somebody else, though nobody can see it yet")
        return submission

    def _submission(self, run: Run, rng: np.random.Generator) -> Submission:
        planned = run.planned
        kind = Kind.BUNDLE if rng.random() < _BUNDLE_SHARE else Kind.ENDPOINT
        submission = Submission(
            generator=run.generator,
            suite=self._suite,
            judge_profile=self._profile,
            kind=kind,
            languages=list(planned.languages),
            pictures_per_prompt=planned.samples,
            stage=Stage.SCORING,
            created_at=planned.created_at,
            stage_since=planned.scored_at,
            deadline_at=planned.scored_at + TIME_ALLOWED[Stage.SCORING],
            due_at=planned.scored_at,
        )
        copy_objects([submission])
        _store_source(submission, len(self._prompts) * planned.samples)
        return submission

    def _image(
        self, run: Run, submission: Submission, language: str, prompt: Prompt, sample: int, seconds: float
    ) -> GeneratedImage:
        return GeneratedImage(
            submission=submission,
            prompt=prompt,
            language=language,
            sample=sample,
            status=ImageStatus.STORED,
            stored_id=run.pictures[language, prompt.key, sample],
            due_at=run.planned.created_at,
            called_at=run.planned.created_at,
            seconds=seconds if submission.kind == Kind.ENDPOINT else None,
            attempt=1,
        )

    def _judging(self, submission: Submission, image: GeneratedImage) -> JudgedImage:
        return JudgedImage(
            image=image,
            submission=submission,
            judge_profile=self._profile,
            dimensions=self._dimensions[image.prompt_id],
            status=JudgedImageStatus.JUDGED,
            due_at=image.due_at,
            attempt=1,
        )

    def _judgements(self, run: Run, judgings: Sequence[JudgedImage], rng: np.random.Generator) -> list[Judgement]:
        calls = [(judging, dimension) for judging in judgings for dimension in judging.dimensions]
        lost = _calls_without_verdicts(run.planned, len(calls), rng)
        rows = [
            self._judgement(run, *call, kind, rng)
            for call, kind in zip(calls, draw_reply_kinds(len(calls), lost, rng), strict=True)
        ]
        span = run.planned.scored_at - run.planned.created_at
        for number, row in enumerate(rows, start=1):
            row.judged_at = run.planned.created_at + span * (number / (len(rows) + 1))
        return rows

    def _judgement(
        self, run: Run, judging: JudgedImage, dimension: str, kind: ReplyKind, rng: np.random.Generator
    ) -> Judgement:
        image = judging.image
        drawn = run.verdicts[image.language, image.sample][self._places[image.prompt_id]]
        scores = {
            facet: None if drawn[at] == NOT_APPLICABLE else int(drawn[at]) for at, facet in self._facets[dimension]
        }
        outcome = self._judges[dimension].outcome(scores, kind, rng)
        profile = judging.judge_profile
        return Judgement(judging=judging, **judgement_record(outcome, attempt=1, profile_sha256=profile.sha256))


def _calls_without_verdicts(planned: PlannedSubmission, calls: int, rng: np.random.Generator) -> int:
    if planned.model == INCOMPLETE:
        return round(calls * _INCOMPLETE_SHARE)
    return int(rng.random() < _ONE_LOST_SHARE)


def _store_source(submission: Submission, of_language: int) -> None:
    """Store where the pictures (so many of each language) came from, as far as pages show it."""
    if submission.kind == Kind.BUNDLE:
        pictures = of_language * len(submission.languages)
        BundleRun.objects.create(
            submission=submission, file_name="sample-data.zip", byte_size=40_000 * pictures, checked_files=pictures
        )
    else:
        EndpointRun.objects.create(
            submission=submission,
            base_url="https://showcase.invalid/v1",
            origin="https://showcase.invalid:443",
            model="sample-data",
        )


def backdate(submission: Submission, planned: PlannedSubmission) -> None:
    """Give a public submission its planned dates."""
    Submission.objects.filter(pk=submission.pk, outcome=Outcome.SCORED).update(
        stage_since=planned.scored_at, ended_at=planned.scored_at, public_at=planned.public_at
    )


def backdate_withdrawal(submission: Submission, published: datetime) -> None:
    """Set a submission's withdrawal to the day before a release."""
    Submission.objects.filter(pk=submission.pk).update(withdrawn_at=published - timedelta(days=1))
