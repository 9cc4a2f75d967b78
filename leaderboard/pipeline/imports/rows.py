"""Storing imported pictures' judgements and scores."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from leaderboard.domain.judging.verdicts import THINK_END
from leaderboard.domain.official.readings import PictureReading, ReadReply
from leaderboard.models import ImageScore, JudgedImage, JudgedImageStatus, Judgement, Submission
from leaderboard.pipeline.judging.judging import storable
from leaderboard.pipeline.scoring.scoring import image_levels
from leaderboard.pipeline.work.copying import copy_rows, new_keys

_PICTURES_AT_A_TIME = 720

_JUDGING_FIELDS = (
    "id",
    "image",
    "submission",
    "judge_profile",
    "dimensions",
    "status",
    "distorted",
    "waiting_for",
    "broken_tries",
    "due_at",
    "attempt",
)
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

_Row = tuple[Any, ...]


class JudgedRows:
    """Gathers pictures with their judgements and scores, and stores them a few hundred pictures at a time."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._waiting: list[tuple[int, Submission, PictureReading]] = []

    def add(self, image_id: int, submission: Submission, picture: PictureReading) -> None:
        """Take a picture with at least one reply; its planned calls are those that were made."""
        self._waiting.append((image_id, submission, picture))
        if len(self._waiting) >= _PICTURES_AT_A_TIME:
            self.store()

    def store(self) -> None:
        """Store what was gathered."""
        keys = new_keys(JudgedImage, len(self._waiting))
        keyed = list(zip(keys, self._waiting, strict=True))
        copy_rows(JudgedImage, _JUDGING_FIELDS, (self._judging(key, *one) for key, one in keyed))
        copy_rows(Judgement, _JUDGEMENT_FIELDS, (row for key, one in keyed for row in self._judgements(key, *one[1:])))
        copy_rows(ImageScore, _SCORE_FIELDS, (row for key, one in keyed for row in _scores(key, one[2])))
        self._waiting.clear()

    def _judging(self, key: int, image_id: int, submission: Submission, picture: PictureReading) -> _Row:
        dimensions = [reply.dimension for reply in picture.replies]
        profile = submission.judge_profile_id
        judged = JudgedImageStatus.JUDGED.value
        return key, image_id, submission.pk, profile, dimensions, judged, False, "", 0, self._now, 0

    def _judgements(self, judging: int, submission: Submission, picture: PictureReading) -> Iterator[_Row]:
        profile_sha256 = submission.judge_profile.sha256
        for reply in picture.replies:
            reasoning, content = _split(reply)
            yield (
                judging,
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


def _scores(judging: int, picture: PictureReading) -> Iterator[_Row]:
    for scope, scores in picture.scores.items():
        yield judging, scope.value, scores.get(()), json.dumps(image_levels(scores))
