"""Storing the judgements and scores of imported pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from leaderboard.domain.judging.outcome import JudgeOutcome
from leaderboard.domain.judging.records import judgement_record, storable
from leaderboard.domain.judging.reply_parser import THINK_END
from leaderboard.domain.official.readings import PictureReading, ReadReply
from leaderboard.domain.score_path import OVERALL
from leaderboard.models import ImageScore, JudgedImage, JudgedImageStatus, Judgement, Submission
from leaderboard.pipeline.judging.judgements import COLUMNS
from leaderboard.pipeline.scoring.scoring import image_levels
from leaderboard.pipeline.work.copying import copy_rows, new_ids

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
_JUDGEMENT_FIELDS = ("judging", "judged_at", *COLUMNS)
_SCORE_FIELDS = ("judging", "scope", "overall", "levels")

_Row = Sequence[Any]


class _Picture(NamedTuple):
    image_id: int
    submission: Submission
    reading: PictureReading


class JudgedRows:
    """Collects pictures with their judgements and scores, and stores them a few hundred pictures at a time."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._waiting: list[_Picture] = []

    def add(self, image_id: int, submission: Submission, reading: PictureReading) -> None:
        """Add a picture with at least one reply. Its planned calls are those with a reply."""
        self._waiting.append(_Picture(image_id, submission, reading))
        if len(self._waiting) >= _PICTURES_AT_A_TIME:
            self.store()

    def store(self) -> None:
        """Store the pictures collected since the last call."""
        judging_ids = new_ids(JudgedImage, len(self._waiting))
        judged = list(zip(judging_ids, self._waiting, strict=True))
        copy_rows(JudgedImage, _JUDGING_FIELDS, (self._judging(*pair) for pair in judged))
        copy_rows(Judgement, _JUDGEMENT_FIELDS, (row for pair in judged for row in self._judgements(*pair)))
        copy_rows(ImageScore, _SCORE_FIELDS, (row for pair in judged for row in _scores(*pair)))
        self._waiting.clear()

    def _judging(self, judging_id: int, picture: _Picture) -> _Row:
        submission, dimensions = picture.submission, [reply.dimension for reply in picture.reading.replies]
        profile_id, judged = submission.judge_profile_id, JudgedImageStatus.JUDGED.value
        return judging_id, picture.image_id, submission.pk, profile_id, dimensions, judged, False, "", 0, self._now, 0

    def _judgements(self, judging_id: int, picture: _Picture) -> Iterator[_Row]:
        profile_sha256 = picture.submission.judge_profile.sha256
        for reply in picture.reading.replies:
            columns = _judgement(reply, profile_sha256)
            yield judging_id, self._now, *(columns[name] for name in COLUMNS)


def _judgement(reply: ReadReply, profile_sha256: str) -> dict[str, Any]:
    """The columns of an imported reply: its text is known, its counts and duration are not."""
    outcome = JudgeOutcome(reply.dimension, None, reply.parsed, prompt_neutralised=False)
    columns = judgement_record(outcome, attempt=0, profile_sha256=profile_sha256)
    reasoning, content = _split(reply)
    return columns | {
        "verdicts": json.dumps(columns["verdicts"]),
        "reasoning": storable(reasoning),
        "content": storable(content),
    }


def _split(reply: ReadReply) -> tuple[str, str]:
    """Reasoning and answer; joined by the mark between them they are the reply as received."""
    reasoning, mark, content = reply.text.rpartition(THINK_END)
    return (reasoning, content) if mark else ("", reply.text)


def _scores(judging_id: int, picture: _Picture) -> Iterator[_Row]:
    for scope, scores in picture.reading.scores.items():
        yield judging_id, scope.value, scores.get(OVERALL), json.dumps(image_levels(scores))
