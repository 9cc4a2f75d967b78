"""Reads of the boards: right facts, and the same number of queries for one row and for three."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from leaderboard.models import Board
from leaderboard.pipeline.publishing import publish as publishing
from leaderboard.queries import boards
from leaderboard.web.home import board_cards
from tests.factories import load_demo_suite, load_pixel_profile, publish, scored_submission
from tests.leaderboard.mixed_scores import mixed_submission

pytestmark = pytest.mark.django_db
SLUG = "demo-1-pixel-baseline-3-en"

CountQueries = Callable[[int], AbstractContextManager[object]]


def head(number: int | None = None) -> boards.ReleaseHead:
    found = boards.release_head(SLUG, number)
    assert found is not None
    return found


def test_a_card_holds_the_latest_release_its_top_and_what_is_not_ranked() -> None:
    publish(scored_submission(verdict=0))
    middle, best, incomplete = scored_submission(verdict=1), scored_submission(verdict=2), mixed_submission(lost=9)
    publish(middle, best, incomplete)
    (card,) = board_cards.board_cards()
    assert (card.board.slug, card.release.number, card.ranked, card.unranked) == (SLUG, 2, 3, 1)
    assert [(entry.rank, entry.mean) for entry in card.top] == [(1, 100.0), (2, 60.0), (3, 0.0)]
    assert card.top[0].submission_id == best.pk


def test_a_card_shows_at_most_five_of_many_ties() -> None:
    publish(*(scored_submission() for _ in range(6)))
    assert [entry.rank for entry in board_cards.board_cards()[0].top] == [1] * 5


def test_no_board_no_card() -> None:
    assert board_cards.board_cards() == []


@pytest.mark.parametrize("models", [1, 3])
def test_the_cards_need_two_queries_however_many_boards_and_models(
    models: int, django_assert_num_queries: CountQueries
) -> None:
    publish(*(scored_submission(languages=("en", "zh")) for _ in range(models)))
    for board in publishing.due_boards()[: models - 1]:
        publishing.publish_board(board)
    with django_assert_num_queries(2):
        assert len(board_cards.board_cards()) == min(models, 2)


def test_the_latest_release_and_an_older_one() -> None:
    publish(scored_submission())
    publish(scored_submission())
    assert (head().release.number, head().is_latest) == (2, True)
    assert (head(1).release.number, head(1).latest_number, head(1).is_latest) == (1, 2, False)
    assert boards.release_head(SLUG, 3) is None
    assert boards.release_head("other") is None
    assert [note.number for note in boards.release_notes(head().board)] == [2, 1]


def test_the_columns_are_the_overall_and_the_rubrics_dimensions() -> None:
    publish(scored_submission())
    dimensions = load_pixel_profile().frozen.protocol.rubric.dimensions
    assert head().columns == ("", *dimensions)


def test_a_missing_score_is_none_and_the_rest_at_full_precision() -> None:
    submission = mixed_submission(without="Quality")
    publish(submission)
    (row,) = boards.release_rows(head())
    assert row.cells["Quality"] == boards.Cell(images=0)
    stored = submission.scores.get(language="en", scope="judged", dimension="", sub_capability="", facet="")
    assert row.overall.mean == stored.mean
    assert row.overall.mean != round(stored.mean, 2)


@pytest.mark.parametrize("models", [1, 3])
def test_the_rows_need_two_queries_however_many(models: int, django_assert_num_queries: CountQueries) -> None:
    publish(*(scored_submission() for _ in range(models)))
    release = head()
    with django_assert_num_queries(2):
        assert len(boards.release_rows(release)) == models


def test_a_board_whose_first_release_is_still_due() -> None:
    board = Board.objects.create(suite=load_demo_suite(), judge_profile=load_pixel_profile(), language="en", slug=SLUG)
    assert boards.unreleased_board(SLUG) == board
    assert boards.release_head(SLUG) is None
    publish(scored_submission())
    assert boards.unreleased_board(SLUG) is None
