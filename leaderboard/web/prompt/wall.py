"""The prompts of a board, each with the pictures that the top models made for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import GeneratedImage, ImageScore, ImageStatus, Kind, Prompt, ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.visibility import public_images

MODELS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class WallPicture:
    """A model's picture for a prompt, None if it has none, with its overall score."""

    name: str
    image: GeneratedImage | None
    overall: float | None


@dataclass(frozen=True, slots=True)
class WallRow:
    """A prompt with one picture per model, in the models' order."""

    prompt: Prompt
    pictures: list[WallPicture]


def top_models(head: ReleaseHead) -> list[ReleaseRow]:
    """The best ranked models whose pictures are here: imported ones have none."""
    rows = ReleaseRow.objects.filter(release=head.release, unranked_reason="").exclude(kind=Kind.IMPORT)
    return list(rows.order_by("position")[:MODELS_SHOWN])


def wall_rows(head: ReleaseHead, prompts: Sequence[Prompt], models: Sequence[ReleaseRow]) -> list[WallRow]:
    """The prompts with the models' pictures: two queries, whatever their number."""
    submission_ids = [row.submission_id for row in models]
    images = public_images().filter(
        submission__in=submission_ids,
        prompt__in=[prompt.pk for prompt in prompts],
        language=head.board.language,
        status=ImageStatus.STORED,
    )
    pictures = {(image.prompt_id, image.submission_id): image for image in images}
    scores = dict(
        ImageScore.objects.filter(
            judging__image__in=[image.pk for image in pictures.values()],
            judging__judge_profile=head.board.judge_profile_id,
            scope=Scope.JUDGED.value,
        ).values_list("judging__image", "overall")
    )
    return [
        WallRow(prompt, [_picture(row, pictures.get((prompt.pk, row.submission_id)), scores) for row in models])
        for prompt in prompts
    ]


def _picture(row: ReleaseRow, image: GeneratedImage | None, scores: dict[int, float | None]) -> WallPicture:
    return WallPicture(row.generator_name, image, scores.get(image.pk) if image else None)
