"""Every ranked model's picture for one prompt of a board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, OrderBy, OuterRef, QuerySet, Subquery

from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import Board, GeneratedImage, ImageScore, Judgement, Prompt, ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.visibility import public_images

BEST, WORST, RANK = "best", "worst", "rank"
ORDERS = (BEST, WORST, RANK)


@dataclass(frozen=True, slots=True)
class PromptPicture:
    """A ranked model's picture for the prompt (None if it has none), its overall score and its numbers of verdicts."""

    generator_id: int
    name: str
    organisation: str
    image: GeneratedImage | None
    overall: float | None
    fails: int
    passes: int
    excels: int


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
    images = public_images().filter(submission=OuterRef("submission"), prompt=prompt, language=head.board.language)
    scores = ImageScore.objects.filter(
        judging__image__submission=OuterRef("submission"),
        judging__image__prompt=prompt,
        judging__image__language=head.board.language,
        judging__judge_profile=head.board.judge_profile_id,
        scope=Scope.JUDGED.value,
    )
    overall = F("picture_score")
    by_score = {BEST: overall.desc(nulls_last=True), WORST: overall.asc(nulls_last=True)}
    wanted: list[str | OrderBy] = [by_score[order], "position"] if order in by_score else ["position"]
    return (
        ReleaseRow.objects.filter(release=head.release, unranked_reason="")
        .select_related("submission")
        .annotate(picture=Subquery(images.values("pk")[:1]), picture_score=Subquery(scores.values("overall")[:1]))
        .order_by(*wanted)
    )


def prompt_pictures(rows: Sequence[ReleaseRow], board: Board) -> list[PromptPicture]:
    """Rows of ``rows_with_pictures`` with their pictures and verdicts: two queries, whatever their number."""
    image_ids = [image_id for row in rows if (image_id := getattr(row, "picture", None)) is not None]
    images = GeneratedImage.objects.in_bulk(image_ids)
    counts: dict[int, Counter[int]] = {image_id: Counter() for image_id in image_ids}
    judgements = Judgement.objects.filter(
        judging__image__in=image_ids, judging__judge_profile=board.judge_profile_id
    ).values_list("judging__image", "verdicts")
    for image_id, verdicts in judgements:
        counts[image_id].update(verdict for *_names, verdict in verdicts if verdict is not None)
    return [_picture(row, images, counts) for row in rows]


def _picture(row: ReleaseRow, images: dict[int, GeneratedImage], counts: dict[int, Counter[int]]) -> PromptPicture:
    # Annotations of rows_with_pictures.
    image_id, overall = getattr(row, "picture", None), getattr(row, "picture_score", None)
    verdicts = counts.get(image_id or 0, Counter())
    return PromptPicture(
        row.submission.generator_id,
        row.generator_name,
        row.organisation,
        images.get(image_id or 0),
        overall,
        verdicts[0],
        verdicts[1],
        verdicts[2],
    )
