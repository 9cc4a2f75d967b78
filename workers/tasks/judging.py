"""Stage 3: claim a picture's calls → call the judge → record."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.files.storage import default_storage

from leaderboard.domain.images import JudgeImage, prepare_for_judge
from leaderboard.domain.judge_outcome import JudgeOutcome
from leaderboard.models import JudgedImage
from leaderboard.pipeline import queue
from leaderboard.pipeline.judging import JudgeClaim, claim_judging, record_judgements
from workers import judges
from workers.asking import Away, Question, ask_all
from workers.decoding import in_turn
from workers.event_loop import wait_for
from workers.heartbeat import kept_alive

log = logging.getLogger(__name__)


@shared_task(name=queue.JUDGE)
def judge_image(*, key: int) -> None:
    """Put one picture before the judge, one call per outstanding dimension."""
    claim = claim_judging(key)
    if claim is None:
        return
    stored, prompt = claim.judging.image.stored, claim.judging.image.prompt
    if stored is None:
        raise RuntimeError(f"judging {key} was planned for a picture that is not stored")
    profile = judges.frozen_profile(claim.judging.judge_profile_id)
    with kept_alive(JudgedImage, claim.token), judges.pool().lend() as gate:
        image = in_turn(prepared, stored.path, profile.image.max_side)
        question = Question(profile, prompt.texts[claim.judging.image.language], image)
        outcomes = wait_for(ask_all(gate, question, claim.dimensions))
        _record(claim, outcomes, distorted=image.distorted)


def prepared(path: str, max_side: int) -> JudgeImage:
    """A stored picture as the judge gets it."""
    with default_storage.open(path) as file:
        return prepare_for_judge(file.read(), max_side=max_side)


def _record(claim: JudgeClaim, outcomes: list[JudgeOutcome | Away], *, distorted: bool) -> None:
    away = [outcome for outcome in outcomes if isinstance(outcome, Away)]
    record_judgements(
        claim,
        [outcome for outcome in outcomes if isinstance(outcome, JudgeOutcome)],
        distorted=distorted,
        waiting_for=away[0].reason if away else "",
        retry_in_s=max((judges.retry_delay_s(outcome.retry_after_s) for outcome in away), default=0.0),
    )
