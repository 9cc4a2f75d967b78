"""Every ranked model's picture for one prompt of a board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Avg, F, OrderBy, OuterRef, QuerySet, Subquery

from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import Board, GeneratedImage, ImageScore, Judgement, Prompt, ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.visibility import public_images

BEST, WORST, RANK = "best", "worst", "rank"
ORDERS = (BEST, WORST, RANK)


@dataclass(frozen=True, slots=True)
class PromptPicture:
    """A ranked model's pictures for the prompt in their order, its overall score there and its numbers of verdicts.

    The verdicts are those on all the pictures.
    """

    generator_id: int
    name: str
    organisation: str
    images: tuple[GeneratedImage, ...]
    samples: int
    overall: float | None
    fails: int
    passes: int
    excels: int

    @property
    def image(self) -> GeneratedImage | None:
        """The first picture; None if it has none."""
        return next(iter(self.images), None)


@dataclass(frozen=True, slots=True)
class PromptInSuite:
    """A prompt of an open suite, with the keys of the prompts before and after it."""

    prompt: Prompt
    before: str | None
    after: str | None


def prompt_in_suite(board: Board, prompt_key: str) -> PromptInSuite | None:
    """The prompt with that key; None if there is none, or if the suite is hidden."""
    prompts = Prompt.objects.filter(suite=board.suite_id)
    prompt = None if board.suite.hidden else prompts.filter(key=prompt_key).first()
    if prompt is None:
        return None
    keys = prompts.values_list("key", flat=True)
    before = keys.filter(position__lt=prompt.position).order_by("-position").first()
    return PromptInSuite(prompt, before, keys.filter(position__gt=prompt.position).order_by("position").first())


def rows_with_pictures(head: ReleaseHead, prompt: Prompt, order: str) -> QuerySet[ReleaseRow]:
    """The ranked rows in one of ORDERS, those without a score last; annotated for ``prompt_pictures``."""
    scores = ImageScore.objects.filter(
        judging__image__submission=OuterRef("submission"),
        judging__image__prompt=prompt,
        judging__image__language=head.board.language,
        judging__judge_profile=head.board.judge_profile_id,
        scope=Scope.JUDGED.value,
    )
    of_prompt = scores.order_by().values("judging__image__submission").annotate(mean=Avg("overall")).values("mean")
    overall = F("prompt_score")
    by_score = {BEST: overall.desc(nulls_last=True), WORST: overall.asc(nulls_last=True)}
    wanted: list[str | OrderBy] = [by_score[order], "position"] if order in by_score else ["position"]
    return (
        ReleaseRow.objects.filter(release=head.release, unranked_reason="")
        .select_related("submission")
        .annotate(prompt_score=Subquery(of_prompt))
        .order_by(*wanted)
    )


def prompt_pictures(rows: Sequence[ReleaseRow], board: Board, prompt: Prompt) -> list[PromptPicture]:
    """Rows of ``rows_with_pictures`` with their pictures and verdicts: two queries, whatever their number."""
    submissions = [row.submission_id for row in rows]
    shown = public_images().filter(submission__in=submissions, prompt=prompt, language=board.language)
    images: dict[int, list[GeneratedImage]] = {submission: [] for submission in submissions}
    for image in shown.order_by("sample"):
        images[image.submission_id].append(image)
    counts: dict[int, Counter[int]] = {submission: Counter() for submission in submissions}
    judgements = Judgement.objects.filter(
        judging__image__in=[image.pk for of_row in images.values() for image in of_row],
        judging__judge_profile=board.judge_profile_id,
    ).values_list("judging__image__submission", "verdicts")
    for submission, verdicts in judgements:
        counts[submission].update(verdict for *_names, verdict in verdicts if verdict is not None)
    return [_picture(row, images[row.submission_id], counts[row.submission_id]) for row in rows]


def _picture(row: ReleaseRow, images: Sequence[GeneratedImage], verdicts: Counter[int]) -> PromptPicture:
    return PromptPicture(
        row.submission.generator_id,
        row.generator_name,
        row.organisation,
        tuple(images),
        row.submission.pictures_per_prompt,
        getattr(row, "prompt_score", None),  # an annotation of rows_with_pictures
        verdicts[0],
        verdicts[1],
        verdicts[2],
    )
