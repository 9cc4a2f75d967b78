"""Stage 3: planning the judge's calls, claiming a picture's calls, recording judgements."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from leaderboard.domain.judge_outcome import FirstReply, JudgeOutcome
from leaderboard.models import (
    GeneratedImage,
    JudgedImage,
    JudgedImageStatus,
    Judgement,
    JudgeProfile,
    Outcome,
    Submission,
)
from leaderboard.pipeline import leases, queue, transitions

log = logging.getLogger(__name__)

_MAX_COUNT = 2**31 - 1  # of PostgreSQL's integer type; no engine counts as far, but a broken one may


@dataclass(frozen=True, slots=True)
class JudgeClaim:
    """A claimed picture: the row with image, prompt and profile at hand, and the calls still owed."""

    judging: JudgedImage
    token: uuid.UUID
    dimensions: tuple[str, ...]


def plan_judging(images: Iterable[GeneratedImage], submission: Submission) -> None:
    """Plan the calls for stored pictures, in the transaction that stores them, and offer them to the queue."""
    profile = submission.judge_profile
    rubric = profile.frozen.protocol.rubric
    JudgedImage.objects.bulk_create(
        [
            JudgedImage(
                image=image,
                submission=submission,
                judge_profile=profile,
                dimensions=list(rubric.active_dimensions(image.prompt.target_facets)),
            )
            for image in images
        ],
        ignore_conflicts=True,
    )
    offer_judgings(submission.pk)


def offer_judgings(submission_id: int) -> int:
    """Put the next planned pictures into the judging queue, up to the submission's fair share; returns how many."""
    keys = leases.offer_window(JudgedImage, submission_id, settings.SALON_JUDGING_WINDOW)
    queue.enqueue_on_commit(queue.JUDGE, keys)
    return len(keys)


def claim_judging(key: int) -> JudgeClaim | None:
    """Claim one picture's outstanding calls; None when there is nothing to do or somebody else has it."""
    running = Submission.objects.filter(outcome=Outcome.RUNNING)
    # A subquery and no join: Django would move a join's conditions, the lease among them, into a subquery that
    # PostgreSQL does not evaluate again under the row's lock, and two workers would both believe they had claimed it.
    token = leases.claim(JudgedImage.objects.filter(pk=key, status=JudgedImageStatus.PLANNED, submission__in=running))
    if token is None:
        return None
    judging = JudgedImage.objects.select_related("image__stored", "image__prompt", "judge_profile").get(pk=key)
    # On the first attempt nothing can be recorded yet; this runs once per picture, so a query counts.
    recorded = set(judging.judgements.values_list("dimension", flat=True)) if judging.attempt > 1 else set()
    return JudgeClaim(judging, token, tuple(d for d in judging.dimensions if d not in recorded))


def record_judgements(
    claim: JudgeClaim,
    outcomes: Sequence[JudgeOutcome],
    *,
    distorted: bool,
    waiting_for: str,
    retry_in_s: float,
    broke: bool = False,
) -> bool:
    """Record a claimed picture's judgements; what is still owed is offered again after ``retry_in_s``.

    Args:
        waiting_for: why calls are still owed ("" when none is), for people to read.
        broke: whether a judge in good health took a call and gave no reply.

    Returns:
        False when the claim was lost meanwhile: then nothing is recorded, because another worker has the row.
    """
    judging = claim.judging
    owed = len(claim.dimensions) - len(outcomes)
    with transaction.atomic():
        row = JudgedImage.objects.filter(pk=judging.pk, lease_token=claim.token, status=JudgedImageStatus.PLANNED)
        if not row.update(
            status=JudgedImageStatus.PLANNED if owed else JudgedImageStatus.JUDGED,
            distorted=distorted,
            waiting_for=waiting_for,
            broken_tries=F("broken_tries") + int(broke),
            **leases.released(due_in_s=retry_in_s),
        ):
            log.warning("judging %s: the lease was lost, the result is dropped", judging.pk)
            return False
        Judgement.objects.bulk_create(judgement_row(judging, outcome) for outcome in outcomes)
        transaction.on_commit(lambda: _after_judging(judging.submission_id), robust=True)
    return True


def wake_judgings(profile: JudgeProfile) -> int:
    """Make due what waited for a judge of this profile, now that one is back; returns how many pictures that is."""
    return JudgedImage.objects.filter(
        judge_profile=profile, status=JudgedImageStatus.PLANNED, lease_token__isnull=True, waiting_for__gt=""
    ).update(due_at=timezone.now(), waiting_for="")


def judgement_row(judging: JudgedImage, outcome: JudgeOutcome) -> Judgement:
    """A call's outcome as an unsaved row of the picture's present attempt."""
    reply, parsed = outcome.reply, outcome.parsed
    return Judgement(
        judging=judging,
        dimension=outcome.dimension,
        status=parsed.status,
        verdicts=[[path.sub_capability, path.facet, verdict] for path, verdict in parsed.verdicts.items()],
        reason=parsed.reason,
        prompt_neutralised=outcome.prompt_neutralised,
        reasoning=storable(reply.reasoning if reply else None),
        content=storable(reply.content if reply else None),
        finish_reason=storable(reply.finish_reason if reply else None)[:40],
        prompt_tokens=_storable_count(reply.prompt_tokens if reply else None),
        completion_tokens=_storable_count(reply.completion_tokens if reply else None),
        cached_tokens=_storable_count(reply.cached_tokens if reply else None),
        latency_s=reply.latency_s if reply else None,
        attempt=judging.attempt,
        profile_sha256=judging.judge_profile.sha256,
        first_reply=_first_reply(outcome.first) if outcome.first else None,
    )


def _first_reply(first: FirstReply) -> dict[str, Any]:
    return {
        "status": first.parsed.status,
        "reason": first.parsed.reason,
        "reasoning": storable(first.reply.reasoning),
        "content": storable(first.reply.content),
        "finish_reason": storable(first.reply.finish_reason),
        "prompt_tokens": first.reply.prompt_tokens,
        "completion_tokens": first.reply.completion_tokens,
        "latency_s": first.reply.latency_s,
    }


def storable(text: str | None) -> str:
    """A judge's text as it can be stored; "" for none."""
    # PostgreSQL's text type holds neither NUL nor half a surrogate pair; the escapes keep the evidence readable.
    return (text or "").replace("\x00", "\\u0000").encode(errors="backslashreplace").decode()


def _storable_count(count: int | None) -> int | None:
    return count if count is not None and 0 <= count <= _MAX_COUNT else None


def _after_judging(submission_id: int) -> None:
    # The usual case first: something is still to be judged, and nothing moves.
    if not offer_judgings(submission_id) and not transitions.judging_is_owed(submission_id):
        transitions.advance(submission_id)
