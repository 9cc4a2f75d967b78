"""The prompts of a board, each with the pictures that the top models made for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Avg

from leaderboard.domain.scoring.scores import Scope
from leaderboard.models import GeneratedImage, ImageScore, ImageStatus, Kind, Prompt, ReleaseRow
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.pictures import first_samples
from leaderboard.queries.visibility import public_images

MODELS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class WallPicture:
    """A model's picture for a prompt, the first of several, None if it has none, with its overall score there."""

    name: str
    image: GeneratedImage | None
    overall: float | None
    samples: int


@dataclass(frozen=True, slots=True)
class WallRow:
    """A prompt with one picture per model, in the models' order."""

    prompt: Prompt
    pictures: list[WallPicture]


def top_models(head: ReleaseHead) -> list[ReleaseRow]:
    """The best ranked models whose pictures are here: imported ones have none."""
    rows = ReleaseRow.objects.filter(release=head.release, unranked_reason="").exclude(kind=Kind.IMPORT)
    return list(rows.select_related("submission").order_by("position")[:MODELS_SHOWN])


def wall_rows(head: ReleaseHead, prompts: Sequence[Prompt], models: Sequence[ReleaseRow]) -> list[WallRow]:
    """The prompts with the models' pictures: two queries, whatever their number."""
    submission_ids = [row.submission_id for row in models]
    images = public_images().filter(
        submission__in=submission_ids,
        prompt__in=[prompt.pk for prompt in prompts],
        language=head.board.language,
        status=ImageStatus.STORED,
    )
    pictures = {(image.prompt_id, image.submission_id): image for image in first_samples(images)}
    scores = ImageScore.objects.filter(
        judging__image__submission__in=submission_ids,
        judging__image__prompt__in=[prompt.pk for prompt in prompts],
        judging__image__language=head.board.language,
        judging__judge_profile=head.board.judge_profile_id,
        scope=Scope.JUDGED.value,
    )
    of_prompts = scores.order_by().values_list("judging__image__prompt", "judging__image__submission")
    overall = {(prompt, row): mean for prompt, row, mean in of_prompts.annotate(mean=Avg("overall"))}
    return [WallRow(prompt, [_picture(prompt, row, pictures, overall) for row in models]) for prompt in prompts]


def _picture(
    prompt: Prompt,
    row: ReleaseRow,
    pictures: Mapping[tuple[int, int], GeneratedImage],
    overall: Mapping[tuple[int, int], float | None],
) -> WallPicture:
    at = prompt.pk, row.submission_id
    image = pictures.get(at)
    return WallPicture(
        row.generator_name, image, overall.get(at) if image else None, row.submission.pictures_per_prompt
    )
