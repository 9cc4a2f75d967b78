"""Stage 6: publishing a board's standings as a numbered, immutable release.

Publishing is leased work: a worker claims the board before it writes any evidence, computes everything outside of a
transaction, and stores the release only if it still holds the board.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.text import slugify

from leaderboard.domain.canonical import seal
from leaderboard.domain.publishing.release_changes import changes
from leaderboard.domain.retry import RetryPolicy
from leaderboard.domain.score_path import ScorePath
from leaderboard.domain.stages import Stage
from leaderboard.models import Board, Release, ReleaseRow, ReleaseScore, Submission, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.publishing.content import NewRelease, new_release
from leaderboard.pipeline.publishing.levels import SEALED_NUMBERS, LevelScore
from leaderboard.pipeline.work import heartbeat, leases, outbox, queue, stage_times
from leaderboard.pipeline.work.copying import copy_rows

log = logging.getLogger(__name__)

TIME_ALLOWED = timedelta(hours=1)
"""From the request to the release. A board of 5,000 models takes half of it.

Operators are notified when it has passed.
"""

RETRIES = RetryPolicy(max_attempts=1, base_s=4.0, cap_s=300.0)
"""The waits after failed attempts. A board is never given up: failures here are on our side."""

_WORKER_LOST = "The worker that published it ended without a result."
_MAX_CHANGES = 200  # pages show fewer; on a board of thousands, one new submission can change all ranks


class ClaimLost(Exception):
    """Another worker has taken over the board: the release was not stored."""


@dataclass(frozen=True, slots=True)
class BoardClaim:
    """A claimed board as it was read after the claim; ``requested_at`` is the request that its release answers."""

    board: Board
    token: uuid.UUID
    requested_at: datetime | None


def request_releases(submission: Submission, *, drop_begun: bool = False) -> None:
    """Request a new release of each board that lists the submission, creating the board if there is none yet.

    Args:
        drop_begun: a release in progress is discarded, because it may list what must not be published.
    """
    for language in submission.languages:
        board, _ = Board.objects.get_or_create(
            suite_id=submission.suite_id,
            judge_profile_id=submission.judge_profile_id,
            language=language,
            defaults={"slug": board_slug(submission, language)},
        )
        request_release(board.pk, drop_begun=drop_begun)


def request_release(board_id: int, *, at_once: bool = False, drop_begun: bool = False) -> None:
    """Request a new release of a board.

    Args:
        at_once: without the pause after a failed attempt.
        drop_begun: a release in progress is discarded, because it may list what must not be published.
    """
    board = Board.objects.filter(pk=board_id)
    board.update(
        publish_requested_at=Now(),
        queued_at=Now(),
        deadline_at=Coalesce("deadline_at", Now() + TIME_ALLOWED),
        **(leases.NO_LEASE if drop_begun else {}),
    )
    if at_once:
        board.update(due_at=Now())
    queue.enqueue_on_commit(queue.PUBLISH, [board_id])


def board_slug(submission: Submission, language: str) -> str:
    """The board's name in URLs, for example ``demo-1-pixel-baseline-3-en``."""
    suite, profile = submission.suite, submission.judge_profile
    return slugify(f"{suite.key}-{suite.version}-{profile.key}-{profile.version}-{language}".replace(".", "-"))


def publish_board(board_id: int) -> Release | None:
    """Publish a new release of a board, unless nothing has changed since the last one.

    Does nothing unless a release is due and no other worker is publishing the board.

    Raises:
        Exception: any failure. It is recorded as the cause, and the board is due again later.
    """
    claim = claim_board(board_id)
    if claim is None:
        return None
    with heartbeat.extending_lease(Board, claim.token), _recording_failure(claim):
        return _store(claim, new_release(claim.board))


def claim_board(board_id: int) -> BoardClaim | None:
    """Claim a board whose release is due; None when there is nothing to do or another worker has it."""
    token = leases.claim(
        Board.objects.filter(pk=board_id, publish_requested_at__isnull=False),
        cause=Case(When(lease_token__isnull=False, then=Value(_WORKER_LOST, TextField())), default=F("cause")),
    )
    if token is None:
        return None
    board = Board.objects.select_related("suite", "judge_profile").get(pk=board_id)
    if board.cause == _WORKER_LOST:
        log.warning("board %s: attempt %d after a worker that ended without a result", board, board.attempt)
    return BoardClaim(board, token, board.publish_requested_at)


def due_boards() -> list[int]:
    """The ids of the boards whose release was requested and is not published yet."""
    return list(Board.objects.filter(publish_requested_at__isnull=False).values_list("pk", flat=True))


@contextmanager
def _recording_failure(claim: BoardClaim) -> Iterator[None]:
    """Release the board with the exception's cause; its next attempt follows after a pause."""
    try:
        yield
    except ClaimLost:
        log.warning("board %s: the lease was lost, the release is discarded", claim.board)
        raise
    except Exception as error:
        board = claim.board
        delay_s = RETRIES.delay_s(board.attempt, jitter=random.random())  # noqa: S311  # spreads load, guards nothing
        Board.objects.filter(pk=board.pk, lease_token=claim.token).update(
            cause=_cause(error), due_at=Now() + timedelta(seconds=delay_s), queued_at=None, **leases.NO_LEASE
        )
        log.warning(
            "board %s: attempt %d to publish failed, the next follows in %.0f s: %s",
            *(board, board.attempt, delay_s, _cause(error)),
        )
        raise


def _cause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\x00", "")


def _store(claim: BoardClaim, made: NewRelease) -> Release | None:
    """Store the release and give the board back, in one short transaction; None when nothing has changed.

    Raises:
        ClaimLost: when another worker has the board now; nothing is stored.
    """
    last = claim.board.releases.order_by("-number").first()
    release = _next_release(claim.board, last, made.content)
    with transaction.atomic():
        if release is not None:
            release.save()
            _store_rows(release, made)
            outbox.announce_release(release)
        # Last, so that the board's row, which every request for a release updates, is locked only briefly.
        _give_back(claim)
    return release


def _next_release(board: Board, last: Release | None, content: dict[str, Any]) -> Release | None:
    sha256 = seal(content)
    if last is not None and last.sha256 == sha256:
        return None
    return Release(
        board=board,
        number=last.number + 1 if last else 1,
        published_at=clock.read(),
        sha256=sha256,
        content=content,
        seed=content["statistics"]["seed"],
        code_version=content["code_version"],
        changes=[asdict(change) for change in changes(last.content, content)[:_MAX_CHANGES]] if last else [],
    )


def _give_back(claim: BoardClaim) -> None:
    """The request is fulfilled. One that arrived meanwhile has a later time: it stays, and the board is due again."""
    board = Board.objects.filter(pk=claim.board.pk)
    held = board.filter(lease_token=claim.token).update(
        publish_requested_at=NullIf("publish_requested_at", Value(claim.requested_at)),
        **leases.NO_LEASE,
        queued_at=None,
        due_at=Now(),
        attempt=0,
        cause="",
        deadline_at=None,
        alarmed_at=None,
    )
    if not held:
        raise ClaimLost
    if claim.requested_at is not None:
        stage_times.count_on_commit(Stage.PUBLISHING, claim.requested_at)
    if board.filter(publish_requested_at__isnull=False).update(queued_at=Now(), deadline_at=Now() + TIME_ALLOWED):
        queue.enqueue_on_commit(queue.PUBLISH, [claim.board.pk])


def _store_rows(release: Release, made: NewRelease) -> None:
    stored = ReleaseRow.objects.bulk_create(
        ReleaseRow(
            release=release,
            submission_id=row["submission"],
            kind=row["kind"],
            position=position,
            generator_name=row["generator"]["name"],
            organisation=row["generator"]["organisation"],
            licence=row["generator"]["licence"],
            open_weights=row["generator"]["open_weights"],
            parameter_count=row["generator"]["parameter_count"],
            price_usd=row["generator"].get("price_usd"),
            price_declared_on=row["generator"].get("price_declared_on"),
            public_at=row["public_at"],
            planned_judgements=row["planned_judgements"],
            judged_judgements=row["judged_judgements"],
            unranked_reason=row["unranked_reason"],
            attempts=row["attempts"],
            withdrawn_at=row["withdrawn_at"],
            evidence_sha256=row["evidence_sha256"],
        )
        for position, row in enumerate(made.content["rows"], start=1)
    )
    copy_rows(
        ReleaseScore,
        _SCORE_FIELDS,
        (_score_values(row, score) for row, scores in zip(stored, made.levels, strict=True) for score in scores),
    )


_SCORE_FIELDS = ("row", *ScorePath._fields, *SEALED_NUMBERS)


def _score_values(row: ReleaseRow, score: LevelScore) -> list[Any]:
    numbers = score.numbers
    return [row.pk, *score.path, *(numbers[name] for name in SEALED_NUMBERS)]
