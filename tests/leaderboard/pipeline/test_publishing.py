"""Publishing: numbered, immutable releases."""

from __future__ import annotations

import pytest

from leaderboard.models import Board
from leaderboard.pipeline import publishing
from tests.factories import publish, scored_submission

pytestmark = pytest.mark.django_db


def test_the_release_ranks_by_the_score_and_keeps_both_scopes() -> None:
    weak, strong = scored_submission(verdict=1), scored_submission(verdict=2)
    release = publish(weak, strong)
    rows = list(release.rows.prefetch_related("scores"))
    assert [row.submission_id for row in rows] == [strong.pk, weak.pk]
    overall = [next(s for s in row.scores.all() if s.dimension == "") for row in rows]
    assert [(s.mean, s.target_mean, s.rank) for s in overall] == [(100.0, 100.0, 1), (60.0, 60.0, 2)]


def test_publishing_again_without_a_change_makes_no_new_release() -> None:
    release = publish(scored_submission())
    Board.objects.update(publish_requested_at=release.published_at)
    assert publishing.publish_board(release.board_id) is None
    assert release.board.releases.count() == 1
    assert not publishing.due_boards()


def test_a_later_submission_gives_the_next_number_and_leaves_the_first_release_alone() -> None:
    first = publish(scored_submission())
    second = publish(scored_submission(verdict=2))
    assert (first.number, second.number) == (1, 2)
    assert (first.rows.count(), second.rows.count()) == (1, 2)


def test_a_generator_stands_once_with_its_newest_public_submission() -> None:
    older = scored_submission(verdict=2)
    newer = scored_submission(verdict=0, generator=older.generator)
    publish(older)
    release = publish(newer)
    assert [row.submission_id for row in release.rows.all()] == [newer.pk]
