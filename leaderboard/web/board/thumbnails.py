"""The pictures of one prompt beside the models of a board's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from leaderboard.models import ImageStatus, Prompt
from leaderboard.queries.boards import ReleaseHead
from leaderboard.queries.pictures import first_samples
from leaderboard.queries.visibility import public_images
from leaderboard.web.board.rows import ScoredRow
from leaderboard.web.board.state import FIRST_PROMPT


class ShownPrompt(NamedTuple):
    """The prompt whose pictures are shown, with the keys of its neighbours in the suite ("" at the ends)."""

    key: str
    text: str
    before: str
    after: str


class Thumbnails(NamedTuple):
    """A prompt, and the ids of its pictures by submission."""

    prompt: ShownPrompt
    image_ids: Mapping[int, int]


def thumbnails(head: ReleaseHead, key: str, rows: Iterable[ScoredRow]) -> Thumbnails | None:
    """The pictures for the prompt of that key; None without such a prompt, or if the suite is hidden."""
    prompts = Prompt.objects.filter(suite=head.board.suite_id).order_by("position")
    wanted = prompts if key == FIRST_PROMPT else prompts.filter(key=key)
    prompt = None if head.board.suite.hidden else wanted.first()
    if prompt is None:
        return None
    keys = prompts.values_list("key", flat=True)
    shown = ShownPrompt(
        prompt.key,
        prompt.texts.get(head.board.language, ""),
        keys.filter(position__lt=prompt.position).last() or "",
        keys.filter(position__gt=prompt.position).first() or "",
    )
    images = public_images().filter(
        submission__in=[scored.row.submission_id for scored in rows],
        prompt=prompt,
        language=head.board.language,
        status=ImageStatus.STORED,
    )
    return Thumbnails(shown, dict(first_samples(images).values_list("submission_id", "pk")))
