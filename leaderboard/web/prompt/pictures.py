"""Every ranked model's picture for one prompt of a board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, OrderBy, OuterRef, QuerySet, Subquery

from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import Board, GeneratedImage, ImageScore, Judgement, Prompt, ReleaseRow
from leaderboard.queries.boards import ReleaseHead

BEST, WORST, RANK = "best", "worst", "rank"
ORDERS = (BEST, WORST, RANK)


@dataclass(frozen=True, slots=True)
class PromptPicture:
    """A ranked model with its picture for the prompt (None: it has none), the picture's overall score, and how many
    facets failed, passed and excelled."""

    generator_id: int
    name: str
    organisation: str
    image: GeneratedImage | None
    overall: float | None
    fails: int
    passes: int
    excels: int


@dataclass(frozen=True, slots=True)
class PromptPlace:
    """A prompt of an open suite, with the keys of its neighbours."""

    prompt: Prompt
    before: str | None
    after: str | None


def prompt_place(board: Board, key: str) -> PromptPlace | None:
    """The prompt of that key; None where there is none, or where the suite is hidden."""
    prompts = Prompt.objects.filter(suite=board.suite_id)
    prompt = None if board.suite.hidden else prompts.filter(key=key).first()
    if prompt is None:
        return None
    keys = prompts.values_list("key", flat=True)
    before = keys.filter(position__lt=prompt.position).order_by("-position").first()
    return PromptPlace(prompt, before, keys.filter(position__gt=prompt.position).order_by("position").first())


def lines_with_pictures(head: ReleaseHead, prompt: Prompt, order: str) -> QuerySet[ReleaseRow]:
    """The ranked rows in one of ORDERS, to be cut into pages; without a score last."""
    images = GeneratedImage.objects.filter(
        submission=OuterRef("submission"), prompt=prompt, language=head.board.language
    )
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


def pictures_of(lines: Sequence[ReleaseRow], board: Board) -> list[PromptPicture]:
    """Lines of ``lines_with_pictures`` with their pictures and verdicts: two queries, whatever their number."""
    keys = [key for line in lines if (key := getattr(line, "picture", None)) is not None]
    images = GeneratedImage.objects.in_bulk(keys)
    counts: dict[int, Counter[int]] = {key: Counter() for key in keys}
    judgements = Judgement.objects.filter(
        judging__image__in=keys, judging__judge_profile=board.judge_profile_id
    ).values_list("judging__image", "verdicts")
    for key, verdicts in judgements:
        counts[key].update(verdict for *_names, verdict in verdicts if verdict is not None)
    return [_picture(line, images, counts) for line in lines]


def _picture(line: ReleaseRow, images: dict[int, GeneratedImage], counts: dict[int, Counter[int]]) -> PromptPicture:
    # Annotations of lines_with_pictures.
    key, overall = getattr(line, "picture", None), getattr(line, "picture_score", None)
    verdicts = counts.get(key or 0, Counter())
    return PromptPicture(
        line.submission.generator_id,
        line.generator_name,
        line.organisation,
        images.get(key or 0),
        overall,
        verdicts[0],
        verdicts[1],
        verdicts[2],
    )
