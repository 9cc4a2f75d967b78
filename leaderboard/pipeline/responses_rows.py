"""Storing imported judgements and picture scores: there are 150,000 of them, so PostgreSQL's COPY takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from leaderboard.domain.official.readings import PictureReading, ReadReply
from leaderboard.domain.verdicts import THINK_END
from leaderboard.models import ImageScore, JudgedImage, JudgedImageStatus, Judgement, Submission
from leaderboard.pipeline.judging import storable
from leaderboard.pipeline.scoring import image_levels

_PICTURES_AT_A_TIME = 720

_JUDGEMENT_FIELDS = (
    "judging",
    "dimension",
    "status",
    "verdicts",
    "reason",
    "prompt_neutralised",
    "reasoning",
    "content",
    "finish_reason",
    "attempt",
    "profile_sha256",
    "judged_at",
)
_SCORE_FIELDS = ("judging", "scope", "overall", "levels")


class JudgedRows:
    """Gathers pictures with their judgements and scores, and stores them a few hundred pictures at a time."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._waiting: list[tuple[JudgedImage, PictureReading]] = []

    def add(self, image_id: int, submission: Submission, picture: PictureReading) -> None:
        """Take a picture with at least one reply; its planned calls are those that were made."""
        judging = JudgedImage(
            image_id=image_id,
            submission=submission,
            judge_profile=submission.judge_profile,
            dimensions=[reply.dimension for reply in picture.replies],
            status=JudgedImageStatus.JUDGED,
        )
        self._waiting.append((judging, picture))
        if len(self._waiting) >= _PICTURES_AT_A_TIME:
            self.store()

    def store(self) -> None:
        """Store what was gathered."""
        JudgedImage.objects.bulk_create(judging for judging, _ in self._waiting)
        _copy(Judgement, _JUDGEMENT_FIELDS, (row for one in self._waiting for row in self._judgements(*one)))
        _copy(ImageScore, _SCORE_FIELDS, (row for one in self._waiting for row in _scores(*one)))
        self._waiting.clear()

    def _judgements(self, judging: JudgedImage, picture: PictureReading) -> Iterable[tuple[Any, ...]]:
        profile_sha256 = judging.judge_profile.sha256
        for reply in picture.replies:
            reasoning, content = _split(reply)
            yield (
                judging.pk,
                reply.dimension,
                reply.parsed.status.value,
                json.dumps([[path[1], path[2], verdict] for path, verdict in reply.parsed.verdicts.items()]),
                reply.parsed.reason,
                False,
                storable(reasoning),
                storable(content),
                "",
                0,  # none of our attempts
                profile_sha256,
                self._now,
            )


def _split(reply: ReadReply) -> tuple[str, str]:
    """Reasoning and answer; joined by the mark between them they are the reply as received."""
    reasoning, mark, content = reply.text.rpartition(THINK_END)
    return (reasoning, content) if mark else ("", reply.text)


def _scores(judging: JudgedImage, picture: PictureReading) -> Iterable[tuple[Any, ...]]:
    for scope, scores in picture.scores.items():
        yield judging.pk, scope.value, scores.get(()), json.dumps(image_levels(scores))


def _copy(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows. Columns left out have to be nullable; the database checks all constraints as ever."""
    quote = connection.ops.quote_name
    by_field = {field.name: field.column or "" for field in model._meta.concrete_fields}
    columns = ", ".join(quote(by_field[name]) for name in fields)
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
