"""Operators' actions on boards."""

from __future__ import annotations

from django.db import transaction

from leaderboard.models import AuditAction, Board
from leaderboard.pipeline.administration.audit import Actor, record
from leaderboard.pipeline.publishing import publish


def foresee_publishing(board: Board) -> str:
    """What ``publish_now`` would do."""
    if board.lease_token is not None:
        return "a worker is publishing it now; another release follows if something has changed by then"
    if board.cause:
        return f"publishing is retried at once; the last attempt failed: {board.cause}"
    return "a release follows within a minute, if something has changed since the last one"


@transaction.atomic
def publish_now(board: Board, *, actor: Actor, reason: str) -> str:
    """Request a release, and have it tried at once even if the last attempt failed; returns what was done."""
    publish.request_release(board.pk, at_once=True)
    record(actor, AuditAction.BOARD_PUBLISH, board, reason)
    return "a release is requested; it is published only if something has changed since the last one"
