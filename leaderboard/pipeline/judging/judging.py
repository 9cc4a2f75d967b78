"""Stage 3: planning the judge's calls, claiming a picture's calls, recording judgements."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from leaderboard.domain.judging.outcome import FirstReply, JudgeOutcome
from leaderboard.models import (
    GeneratedImage,
    JudgedImage,
    JudgedImageStatus,
    JudgeProfile,
    StoredImage,
    Submission,
)
from leaderboard.pipeline.judging import rows
from leaderboard.pipeline.work import leases, queue, transitions

log = logging.getLogger(__name__)

_MAX_COUNT = 2**31 - 1  # of PostgreSQL's integer type; no engine counts as far, but a broken one may


@dataclass(frozen=True, slots=True)
class JudgeClaim:
    """A claimed picture with all that its calls need.

    ``dimensions`` are the calls still owed, ``attempt`` counts from 1, ``picture`` is its path in the storage, and
    ``prompt`` the text from which it was made.
    """

    key: int
    token: uuid.UUID
    submission_id: int
    attempt: int
    broken_tries: int
    profile_id: int
    profile_sha256: str
    picture: str
    prompt: str
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


def offer_judgings(submission_id: int, lost_after_s: float | None = None) -> int:
    """Put the next planned pictures into the judging queue, up to the submission's fair share; returns how many.

    Args:
        lost_after_s: see ``queue.lost_after_s``, which the sweeper asks; not for every picture, so None waits long.
    """
    lost_after_s = queue.lost_at_last_s() if lost_after_s is None else lost_after_s
    keys = leases.offer_window(JudgedImage, submission_id, settings.SALON_JUDGING_WINDOW, lost_after_s)
    queue.enqueue_on_commit(queue.JUDGE, keys)
    return len(keys)


def claim_judging(key: int) -> JudgeClaim | None:
    """Claim one picture's outstanding calls; None when there is nothing to do or somebody else has it."""
    token = uuid.uuid4()
    row = rows.claim_row(key, token)
    if row is None:
        return None
    submission_id, attempt, broken_tries, dimensions, profile_id, profile_sha256, sha256, prompt = row
    # On the first attempt nothing can be recorded yet; this runs once per picture, so a query counts.
    recorded = rows.recorded_dimensions(key) if attempt > 1 else frozenset()
    return JudgeClaim(
        key=key,
        token=token,
        submission_id=submission_id,
        attempt=attempt,
        broken_tries=broken_tries,
        profile_id=profile_id,
        profile_sha256=profile_sha256,
        picture=StoredImage(sha256=sha256).path,
        prompt=prompt,
        dimensions=tuple(dimension for dimension in dimensions if dimension not in recorded),
    )


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
    owed = len(claim.dimensions) - len(outcomes)
    recorded = rows.record_row(
        claim.key,
        claim.token,
        [
            judgement_columns(outcome, attempt=claim.attempt, profile_sha256=claim.profile_sha256)
            for outcome in outcomes
        ],
        due_in_s=retry_in_s,
        status=JudgedImageStatus.PLANNED.value if owed else JudgedImageStatus.JUDGED.value,
        distorted=distorted,
        waiting_for=storable(waiting_for),
        broke=int(broke),
    )
    if not recorded:
        log.warning("judging %s: the lease was lost, the result is dropped", claim.key)
        return False
    transaction.on_commit(lambda: _after_judging(claim.submission_id), robust=True)
    return True


def wake_judgings(profile: JudgeProfile) -> int:
    """Make due what waited for a judge of this profile, now that one is back; returns how many pictures that is."""
    return JudgedImage.objects.filter(
        judge_profile=profile, status=JudgedImageStatus.PLANNED, lease_token__isnull=True, waiting_for__gt=""
    ).update(due_at=timezone.now(), waiting_for="")


def judgement_columns(outcome: JudgeOutcome, *, attempt: int, profile_sha256: str) -> dict[str, Any]:
    """A call's outcome as the columns of a judgement's row, but for the picture that it belongs to."""
    reply, parsed = outcome.reply, outcome.parsed
    return {
        "dimension": outcome.dimension,
        "status": parsed.status.value,
        "verdicts": [[path.sub_capability, path.facet, verdict] for path, verdict in parsed.verdicts.items()],
        "reason": storable(parsed.reason),
        "prompt_neutralised": outcome.prompt_neutralised,
        "reasoning": storable(reply.reasoning if reply else None),
        "content": storable(reply.content if reply else None),
        "finish_reason": storable(reply.finish_reason if reply else None)[:40],
        "prompt_tokens": _storable_count(reply.prompt_tokens if reply else None),
        "completion_tokens": _storable_count(reply.completion_tokens if reply else None),
        "cached_tokens": _storable_count(reply.cached_tokens if reply else None),
        "latency_s": reply.latency_s if reply else None,
        "attempt": attempt,
        "profile_sha256": profile_sha256,
        "first_reply": _first_reply(outcome.first) if outcome.first else None,
    }


def _first_reply(first: FirstReply) -> dict[str, Any]:
    return {
        "status": first.parsed.status,
        "reason": storable(first.parsed.reason),
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
