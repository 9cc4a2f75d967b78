"""Stage 6: publishing a board's standings as a numbered, immutable release."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify

from leaderboard.domain.canonical import seal
from leaderboard.domain.publishing.release_changes import changes
from leaderboard.domain.score_path import ScorePath
from leaderboard.models import Board, Release, ReleaseRow, ReleaseScore, Submission, clock
from leaderboard.models.clock import Now
from leaderboard.pipeline.publishing import ranking
from leaderboard.pipeline.publishing.content import NewRelease, new_release
from leaderboard.pipeline.publishing.evidence import ensure_evidence
from leaderboard.pipeline.publishing.levels import SEALED_NUMBERS, LevelScore
from leaderboard.pipeline.scoring.matrices import ensure_matrix
from leaderboard.pipeline.work import queue
from leaderboard.pipeline.work.copying import copy_rows

_PUBLISH_LOCK = 0x5A11
_MAX_CHANGES = 200  # pages show fewer; on a board of thousands, one new submission can move all others


def request_releases(submission: Submission) -> None:
    """Request a new release of each board that lists the submission, creating the board if there is none yet."""
    for language in submission.languages:
        board, _ = Board.objects.get_or_create(
            suite_id=submission.suite_id,
            judge_profile_id=submission.judge_profile_id,
            language=language,
            defaults={"slug": board_slug(submission, language)},
        )
        Board.objects.filter(pk=board.pk).update(publish_requested_at=Now())
        queue.enqueue_on_commit(queue.PUBLISH, [board.pk])


def board_slug(submission: Submission, language: str) -> str:
    """The board's name in URLs, for example ``demo-1-pixel-baseline-2-en``."""
    suite, profile = submission.suite, submission.judge_profile
    return slugify(f"{suite.key}-{suite.version}-{profile.key}-{profile.version}-{language}".replace(".", "-"))


def publish_board(board_id: int) -> Release | None:
    """Recompute the board and publish a new release, unless nothing has changed since the last one.

    Does nothing while another worker publishes the same board. Evidence and score matrices are written before the
    transaction, because that takes a while.
    """
    board = Board.objects.filter(pk=board_id, publish_requested_at__isnull=False).first()
    if board is None:
        return None
    for submission in ranking.board_submissions(board):
        if submission.withdrawn_at is None:
            ensure_evidence(submission)
            ensure_matrix(submission, board.language)
    return _publish(board_id)


@transaction.atomic
def _publish(board_id: int) -> Release | None:
    with connection.cursor() as cursor:
        # The board's row is not locked: making a submission public writes to it and must not wait for this.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_PUBLISH_LOCK, board_id])
        if not cursor.fetchone()[0]:
            return None
    board = Board.objects.filter(pk=board_id, publish_requested_at__isnull=False).first()
    if board is None:
        return None
    made = new_release(board)
    content = made.content
    # A request that has come in meanwhile has a later time; it stays, and leads to the next release.
    Board.objects.filter(pk=board_id, publish_requested_at=board.publish_requested_at).update(publish_requested_at=None)
    sha256 = seal(content)
    last = board.releases.order_by("-number").first()
    if last is not None and last.sha256 == sha256:
        return None
    release = Release.objects.create(
        board=board,
        number=last.number + 1 if last else 1,
        published_at=clock.read(),
        sha256=sha256,
        content=content,
        seed=content["statistics"]["seed"],
        code_version=content["code_version"],
        changes=[asdict(change) for change in changes(last.content, content)[:_MAX_CHANGES]] if last else [],
    )
    _store_rows(release, made)
    return release


def due_boards() -> list[int]:
    """The ids of the boards whose release was requested and is not published yet."""
    return list(Board.objects.filter(publish_requested_at__isnull=False).values_list("pk", flat=True))


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
